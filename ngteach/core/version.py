"""The version of the kit, said once."""

VERSION = "0.1.0"
