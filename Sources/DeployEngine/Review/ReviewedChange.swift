/// A change of a resource as its change set announces it, with the danger for its content.
package struct ReviewedChange: Sendable, Hashable, Codable {
    /// The stack's name.
    package var stack: String
    /// The action: `Add`, `Modify`, `Remove`, `Import`, `Dynamic` or `SyncWithActual`.
    package var action: String
    /// The logical id.
    package var logicalID: String
    /// The type.
    package var type: String
    /// `True`, `False` or `Conditional`; nil for resources that are added or removed.
    package var replacement: String?
    /// The fate of the old resource: `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete` …; nil if the change set does not tell.
    package var policyAction: String?
    /// `true` for a resource with content that cannot be made again.
    package var isStateful: Bool
    /// The names of the changed properties, sorted.
    package var properties: [String]

    /// Creates a change.
    package init(
        stack: String, action: String, logicalID: String, type: String, replacement: String? = nil,
        policyAction: String? = nil, isStateful: Bool = false, properties: [String] = []
    ) {
        self.stack = stack
        self.action = action
        self.logicalID = logicalID
        self.type = type
        self.replacement = replacement
        self.policyAction = policyAction
        self.isStateful = isStateful
        self.properties = properties
    }

    /// `true` if a stateful resource is replaced, may be, or is removed. A retained one is lost for the stack, too.
    package var endangersContent: Bool {
        guard isStateful else { return false }
        if action == "Remove" { return true }
        return action == "Modify" && (replacement == "True" || replacement == "Conditional")
    }

    /// The change in a word or two: "add", "in place", "may replace", "replace", "remove".
    package var words: String {
        switch (action, replacement) {
        case ("Add", _): "add"
        case ("Remove", _): "remove"
        case ("Import", _): "import"
        case ("Dynamic", _): "decided at deployment"
        case ("SyncWithActual", _): "adopt the actual value"
        case (_, "True"): "replace"
        case (_, "Conditional"): "may replace"
        default: "in place"
        }
    }
}
