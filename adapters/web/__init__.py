"""The local chat: rooms, private chats and a clock in the browser, on this machine only."""
