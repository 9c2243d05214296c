"""An invented sub-district to try LinLi with: 柳荫街道, about 45,000 households, and the people who serve it."""
