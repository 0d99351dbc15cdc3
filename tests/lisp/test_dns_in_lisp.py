"""The DNS client, called from Lisp: one table of forms, and a name server on the loopback."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows
from support.nameserver import NameServer

SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.fixture(scope="module")
def client(lisp):
    """A Lisp that knows the server, and has forgotten it afterwards."""
    from acllib import dns
    from acllib.network import system_network
    from acllib.resolving import dns_configured, dns_domain, domain_search_list

    with NameServer() as server:
        lisp(f"(defparameter *server* '({0x7F000001} . {server.port}))")
        yield lisp
    dns._nameservers.clear()
    dns._cache.clear()
    system_network.forget()
    for variable in (dns_configured, dns_domain, domain_search_list):
        variable.set(None)


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_dns_in_lisp(client, section):
    wrong = wrong_rows(section, client)
    assert not wrong, "\n".join(wrong)
