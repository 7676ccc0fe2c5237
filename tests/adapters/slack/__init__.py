"""The Slack adapter, over signed HTTP against a loopback Slack."""
