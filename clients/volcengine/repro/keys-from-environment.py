"""volcengine replaces keys that it was given by those of the environment."""

import os

from volcengine.base.Service import Service
from volcengine.Credentials import Credentials
from volcengine.ServiceInfo import ServiceInfo

os.environ.update(VOLC_ACCESSKEY="other", VOLC_SECRETKEY="other")
keys = Credentials("mine", "mine", "ark", "cn-beijing")
Service(ServiceInfo("127.0.0.1:9", {}, keys, 5, 5), {})
print("the access key is now", keys.ak)
assert keys.ak == keys.sk == "other"
