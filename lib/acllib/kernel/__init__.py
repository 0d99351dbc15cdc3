"""What sockets and Lisp share: dynamic state, signalling, generic functions."""
