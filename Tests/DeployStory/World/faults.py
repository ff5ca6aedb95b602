"""Faults on cue: the next calls of a resource's handler fail, or wait until they are released."""

import threading

from ministack.services.cloudformation import provisioners, stacks

_lock = threading.Lock()
_failures = []
_holds = {}


def fail(type, action, after=0, times=1, message="The request could not be completed."):
    """Makes calls of a handler fail, after some that succeed. The action is create, update or delete."""
    with _lock:
        _failures.append({"type": type, "action": action, "after": after, "times": times, "message": message})


def hold(type, action):
    """Makes every call of a handler wait."""
    with _lock:
        _holds[type, action] = threading.Event()


def release():
    """Ends every fault."""
    with _lock:
        _failures.clear()
        for event in _holds.values():
            event.set()
        _holds.clear()


def _meet(kind, action):
    with _lock:
        found = next((item for item in _failures if item["type"] == kind and item["action"] == action and item["times"]), None)
        if found and found["after"]:
            found["after"] -= 1
            found = None
        elif found:
            found["times"] -= 1
        event = _holds.get((kind, action))
    if event:
        event.wait()
    if found:
        raise ValueError(f'Resource handler returned message: "{found["message"]}" (RequestToken: '
                         "00000000-0000-4000-8000-000000000000, HandlerErrorCode: GeneralServiceException)")


def install():
    """Puts the faults in front of every handler. Last, as handlers that are added later are not covered."""

    def faulty(kind, action, plain):
        def handle(*arguments, **named):
            _meet(kind, action)
            return plain(*arguments, **named)

        return handle

    for kind, handlers in provisioners._RESOURCE_HANDLERS.items():
        for action in ("create", "update", "delete"):
            if action in handlers:
                handlers[action] = faulty(kind, action, handlers[action])
    waits = stacks._runs_on_worker_thread
    # A waiting handler must not hold up the server.
    stacks._runs_on_worker_thread = lambda kind: any(held == kind for held, _ in _holds) or waits(kind)
