"""The crash proof: lives of the real server, killed and vexed, before a Slack that keeps count."""
