"""An invented neighbourhood to try LinLi with: 青石桥社区, about 3,000 households, and the people who serve it."""
