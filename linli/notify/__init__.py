"""How we tell people 通知: for now the inbox inside LinLi; gateways come later."""
