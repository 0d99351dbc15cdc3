"""The contract of streams holds between two hosts of the lab as it does over the system's network."""

import hy  # noqa: F401 - the contract is written in it
import pytest
from acllib import accept_connection, binding, local_port, make_socket
from support.contracts import STREAM_CONTRACT, check
from support.wait_contracts import INTERRUPT_CONTRACT, WAITING_CONTRACT

from aclrepl.lab import Lab

RULES = [*STREAM_CONTRACT, *WAITING_CONTRACT, *INTERRUPT_CONTRACT]


@pytest.fixture(scope="module", params=[False, True], ids=["own network", "single loopback"])
def lab(request):
    with Lab(single=request.param) as one:
        yield one


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_contract(lab, rule):
    def pair():
        with binding(network=lab.host("vapor")):
            door = make_socket(connect="passive")
        with door, binding(network=lab.host("frisky")):
            here = make_socket(remote_host="vapor", remote_port=local_port(door))
            return here, accept_connection(door)

    check(rule, pair)
