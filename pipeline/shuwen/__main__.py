"""`python -m shuwen` is the command `shuwen`."""

from shuwen.cli import main

if __name__ == "__main__":
    main()
