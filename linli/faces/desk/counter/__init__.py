"""Written down for somebody who stands here, rings up, or was met on the way (窗口登记)."""
