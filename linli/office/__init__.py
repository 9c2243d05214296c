"""What the installation itself keeps: settings with versions, attachments, commands, serials, import runs."""
