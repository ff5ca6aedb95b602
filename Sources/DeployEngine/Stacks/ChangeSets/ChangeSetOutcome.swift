package import AWSOperations

/// The outcome of creating a change set.
package enum ChangeSetOutcome: Sendable, Hashable {
    /// The stack has the wanted state already. The change set was deleted.
    case unchanged
    /// The change set can be executed. The description has the changes of all pages.
    case prepared(ChangeSetDescription)
}
