"""The networks that the desk listens to, one small adapter each."""
