"""Colours: our own by default, those of any pygments style by name.

Pygments is loaded only when a style of its is asked for: it costs more than all else before the
first prompt.
"""

import os

from prompt_toolkit.styles import Style, merge_styles

# What is legible on dark and on light: the sixteen colours as the terminal has them.
_TOKENS = {
    "pygments.comment": "ansibrightblack italic",
    "pygments.keyword": "ansimagenta",
    "pygments.keyword.constant": "ansicyan",
    "pygments.keyword.pseudo": "ansicyan",
    "pygments.name.function": "ansiblue",
    "pygments.name.variable.global": "ansired",
    "pygments.literal.string": "ansigreen",
    "pygments.literal.string.symbol": "ansicyan",
    "pygments.literal.string.char": "ansigreen",
    "pygments.literal.number": "ansiyellow",
    "pygments.error": "ansired reverse",
}
_OWN = {
    "prompt": "bold",
    "question": "bold",
    "heading": "bold",
    "partial": "",
    "notice": "ansiyellow",
    "matching-parenthesis": "reverse",
    "bottom-toolbar": "noreverse",
    "status": "ansiyellow",
    "tab": "",
    "tab.current": "reverse",
    "tab.marked": "bold ansiyellow",
    "arglist": "ansibrightblack",
    "arglist.current": "bold",
    "completion-menu": "bg:#444444 #ffffff",
    "completion-menu.completion": "bg:#444444 #ffffff",
    "completion-menu.completion.current": "bg:#ffffff #000000 noreverse",
    "completion-menu.meta.completion": "bg:#333333 #bbbbbb",
    "completion-menu.meta.completion.current": "bg:#bbbbbb #000000",
}
_BARE = {
    "prompt": "bold",
    "question": "bold",
    "heading": "bold",
    "matching-parenthesis": "reverse",
    "bottom-toolbar": "noreverse",
    "tab.current": "reverse",
    "tab.marked": "bold",
    "arglist.current": "bold",
    "completion-menu.completion": "",
    "completion-menu.completion.current": "reverse",
    "completion-menu.meta.completion": "",
    "completion-menu.meta.completion.current": "reverse",
}


def listener_style(name=None, color=True):
    """Return (Style, complaint) of the listener.

    Arguments:
      name  -- of a pygments style, or None for our own
      color -- false: no colours, as NO_COLOR in the environment asks for, too
    Returns: the complaint is "", or what to tell the person about NAME.
    """
    if not color or os.environ.get("NO_COLOR"):
        return Style.from_dict(_BARE), ""
    own = Style.from_dict({**_TOKENS, **_OWN})
    if not name:
        return own, ""
    from prompt_toolkit.styles.pygments import style_from_pygments_cls
    from pygments.styles import get_style_by_name
    from pygments.util import ClassNotFound

    try:
        tokens = style_from_pygments_cls(get_style_by_name(name))
    except (ClassNotFound, ValueError, ImportError):
        return own, f"there is no style called {name}"
    return merge_styles([tokens, Style.from_dict(_OWN)]), ""
