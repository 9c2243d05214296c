"""What people see: portal (residents) and desk (offices). No models here."""
