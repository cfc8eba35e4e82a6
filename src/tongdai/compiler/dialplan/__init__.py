"""One module for each kind of node: how it is said in dialplan."""
