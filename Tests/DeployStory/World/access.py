"""IAM as on AWS where ministack differs: in the simulation of policies, roles below a path, and the region of the simulated call."""

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, request_scope
from ministack.services import iam


def _simulate(plain):
    """IAM has no region of its own, and the caller tells the one of the simulated call (`aws:RequestedRegion`)."""

    def simulate(params):
        entry, region = "ContextEntries.member.{}.{}", None
        for index in range(1, 20):
            if iam._p(params, entry.format(index, "ContextKeyName")).lower() == "aws:requestedregion":
                region = iam._p(params, entry.format(index, "ContextKeyValues.member.1"))
        if not region:
            return plain(params)
        with request_scope(get_account_id(), region):
            return plain(params)

    return simulate


def install():
    plain = iam_evaluator._gather_role_policies
    # The last part of a role's ARN is its name; ministack takes the path for a part of it.
    iam_evaluator._gather_role_policies = lambda role, account: plain(role.rsplit("/", 1)[-1], account)
    for table in (value for value in vars(iam).values() if isinstance(value, dict)):
        if "SimulatePrincipalPolicy" in table:
            table["SimulatePrincipalPolicy"] = _simulate(table["SimulatePrincipalPolicy"])
