"""What completion and the display of lambda lists may ask of the session."""


class Context:
    """Arguments: session -- the Session."""

    def __init__(self, session):
        self.session = session

    def ready(self):
        """Return whether Lisp is loaded."""
        return self.session.front.main.listener is not None

    @property
    def listener(self):
        """The Listener in front, or None."""
        pane = self.session.front
        return pane.front.listener or pane.main.listener

    def hosts(self):
        """Return the names of the lab's hosts."""
        listeners = self.session.listeners
        return listeners.hosts() if listeners is not None else []

    def failed(self, exception):
        """Report a fault."""
        self.session.failed(exception)
