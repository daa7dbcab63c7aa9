"""What a user got wrong, said once and clearly.

Every module raises `InputError` for a mistake in a file or an option; the command line prints it
as one message and ends with exit code 2. Anything else that escapes is a bug and shows a traceback.
"""


class InputError(Exception):
    """A user's mistake: where it is, what was found, what is allowed, what to do.

    place: file, line and key, or the option's name; found: what stands there;
    allowed: what may stand there; remedy: what to do about it (any of the last two may be empty).
    """

    def __init__(self, place: str, found: str, allowed: str = "", remedy: str = "") -> None:
        self.place, self.found, self.allowed, self.remedy = place, found, allowed, remedy
        super().__init__(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        """Its parts: a pool of processes hands it on."""
        return type(self), (self.place, self.found, self.allowed, self.remedy)

    def __str__(self) -> str:
        text = f"{self.place}: {self.found}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        text += "."
        return f"{text} {self.remedy}" if self.remedy else text
