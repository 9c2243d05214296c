"""Orders of other systems at the desk: the list, sheets in, answers out, messages from a group, slips of paper."""
