"""How a limit of concurrent calls is tested: enter the tenant's group, then count it."""

from tongdai.compiler.dialplan.speech import Assign, Speech, Test, Way
from tongdai.compiler.names import call_group
from tongdai.plan import TestLimit


def say_test_limit(node: TestLimit, way: Way) -> Speech:
    """Entering comes before counting, so that two calls at one instant cannot both take the last place."""
    group = call_group(way.tenant)
    return Speech(
        assigns=(Assign("GROUP()", group),),
        tests=(Test(f"$[${{GROUP_COUNT({group})}} > {node.limit}]", "full"),),
        onward="free")
