"""Who 队伍: users, offices, posts; residents."""
