"""The same arguments and reply as in rust/src/cases.rs."""

TIMESTAMP = 1_700_000_000
KEY_ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
SECRET = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
INSTANCE_ID = "ins-r9hr2upy"
REGION = "ap-guangzhou"
VNC_URL = (
    "wss%3A%2F%2Fbjvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DaHpjWnRVMFNhYmxKdDM5MjRHNlVTSVQwajNUSW0wb2tB"
    "bmFtREFCTmFrcy8vUUNPMG0wSHZNOUUxRm5PMmUzWmFDcWlOdDJIbUJxSTZDL0RXcHZxYnZZMmRkWWZWcEZia2lyb09X"
    "MzdKNmM9"
)
REPLY = (
    '{"Response": {"InstanceVncUrl": "' + VNC_URL + '", '
    '"RequestId": "6ef60bec-0242-43af-bb20-270359fb54a7"}}'
).encode()
VIEWER = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl="
