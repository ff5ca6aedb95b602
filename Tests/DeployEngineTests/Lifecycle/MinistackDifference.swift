/// The differences between ministack 1.5 and the cases. A case that is listed here must fail in ministack; so a difference that
/// disappears is noticed.
enum MinistackDifference {
    static let all: [String: String] = [
        "RollbackStack deletes a stack that was never complete": rollbackEnd,
        "A resource whose name is in use fails with the code of its handler": "a duplicate succeeds",
        "A rollback of a creation that cannot delete fails, and the stack can only be deleted": order,
        "Resources in flight beside a failed one are cancelled": order,
        "A rollback that fails can be continued after its cause is gone": order,
        "A rollback that fails again stays failed": order,
        "A continued rollback leaves out the resources to skip": order,
        "A resource whose rollback did not fail cannot be skipped": order,
        "A forced rollback leaves out what fails again": order,
        "A forced rollback has no resources to skip": order,
        "A stack whose rollback failed can be deleted": order,
        "A stack whose rollback failed cannot be updated": order,
        "Early validation fails a change set and names the property": order,
        "A warning of early validation leaves the change set available": order,
        "A failed import gives its resources back": order,
        "The rollback of an import can fail": order,
        "An update passes through its clean-up": noCleanUp,
        "An update deletes what the template has no more, at its end": noCleanUp,
        "A replacement is announced, and cleaned up at the end of the update": noCleanUp,
        "A change has the values before and after": noValues,
        "A value that is not known before the execution is marked": noValues,
        "A repeated execution with the same token is the same one": "a token is only copied to the events",
        "A token of another operation is refused": "a token is only copied to the events",
        "The rollback of an update has an operation id of its own": noOperations,
        "The events of an operation are found by its id": noOperations,
        "A stack knows the role of its operations": noOperations,
        "A change set of the kind CREATE is refused for a stack that exists": "the error is AlreadyExistsException",
        "A parameter without a value is refused": "the text is another",
        "A parameter that the template does not have is refused": lenient,
        "A reference to nothing is refused": lenient,
        "Resources that depend on each other are refused": lenient,
        "A template without resources is refused": lenient,
        "A role without its capability is refused": lenient,
        "A resource cannot change its type": lenient,
        "A bucket with objects makes a deletion fail": emptied,
        "A failed deletion succeeds after its cause is gone": emptied,
        "A failed deletion can leave resources out": emptied,
        "A failed deletion can be forced": emptied,
        "A stack whose deletion failed cannot be updated": emptied,
        "A change set is refused while an update runs": late,
        "A stack whose creation was rolled back cannot be updated": late,
        "A change of an output alone is an update": "only changes of resources count",
        "A resource whose condition is false is not made": "a change of a condition alone does not count",
        "A replacement that keeps a resource's own name is refused": "the reason is another",
        "An update touches only what changes": "each resource has events of an update",
        "The failed events of a stack are found alone": "the filter of failed events finds none",
        "A resource moves to another logical id without a change": "there are no refactors",
        "A resource's stack is found by the physical id": "a stack's name is needed",
        "A template in a bucket is deployed": "a template's URL must be one of the emulator's own",
        "A change set that reverts drift names what drifted and brings it back": "the mode is ignored",
        "A name that comes from a replaced resource's attribute may replace": "the replacement is True",
    ]

    private static let rollbackEnd = "the stack ends in ROLLBACK_COMPLETE; the API reference says that it is deleted"
    private static let emptied = "a bucket with objects is deleted with them"
    private static let late = "the execution is refused, not the change set"
    private static let order = "a failure of this kind cannot be ordered"
    private static let noCleanUp = "there is no UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    private static let noValues = "a change set has no values before and after"
    private static let noOperations = "there are no operation ids"
    private static let lenient = "the request is accepted"
}
