/// The end of a deployment.
package enum DeployEnding: Sendable, Hashable {
    /// The reviewed image serves, and every stack has the reviewed template.
    case succeeded
    /// Nothing differs from what is deployed.
    case unchanged
    /// The changes were shown and not approved; nothing was changed.
    case notApproved(String)
    /// The deployment failed in a step.
    case failed(DeployFailure)
    /// The operator cancelled it; the text says what was undone.
    case cancelled(DeployFailure)
    /// The run ended while AWS goes on; `attach` continues.
    case detached(DeployFailure)
}

/// The reason why a deployment did not get through a step.
package struct DeployFailure: Sendable, Hashable {
    /// The step.
    package var step: DeployStep
    /// The reason in one or more sentences, with what to do.
    package var reason: String
    /// The kind, which decides the exit code; nil if an operation of AWS failed, and not a call of the engine.
    package var code: EngineError.Code?

    /// Creates a failure.
    package init(_ step: DeployStep, _ reason: String, code: EngineError.Code? = nil) {
        self.step = step
        self.reason = reason
        self.code = code
    }

    /// Creates the failure of a step that threw an error.
    package init(_ step: DeployStep, _ error: EngineError) {
        self.init(step, error.description, code: error.code)
    }
}
