"""bce-python-sdk's BceBaseClient cannot be made outside the library's own package of services."""

from baidubce.bce_base_client import BceBaseClient


class Client(BceBaseClient):
    pass


try:
    raise SystemExit(repr(Client(None)))
except IndexError as error:
    print("IndexError for a class of module", Client.__module__ + ":", error)
