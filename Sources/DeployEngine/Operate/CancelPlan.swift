package import AWSOperations

/// The ways to cancel what runs in an environment, and what each of them leaves.
package struct CancelPlan: Sendable, Hashable {
    /// A way.
    package enum Step: Sendable, Hashable {
        /// Stop the service's deployment, which rolls back to the version before.
        case stopDeployment(arn: String)
        /// Cancel the update of a stack, which rolls back.
        case cancelUpdate(stack: String)
        /// Delete a stack whose first creation runs: CloudFormation cannot cancel a creation.
        case deleteStack(stack: String)
    }

    /// The ways in their order.
    package var steps: [Step]
    /// The consequences and reservations, a sentence each.
    package var notes: [String]
    /// `true` if an operation runs on that is neither cancelled nor rolling back already.
    package var isRefused: Bool

    /// Plans what a set of stacks and a deployment allow.
    /// - Parameters:
    ///   - stacks: The stacks of the environment.
    ///   - deployment: The service's current deployment.
    ///   - allowsDeletion: `true` to delete a stack that is being created.
    package init(stacks: [StackDescription], deployment: ServiceDeployment?, allowsDeletion: Bool) {
        var steps: [Step] = []
        var notes: [String] = []
        var isRefused = false
        if let deployment {
            switch deployment.status {
            case .pending, .inProgress:
                steps.append(.stopDeployment(arn: deployment.arn))
                notes.append("the service's deployment is stopped and rolls back to the version before")
            case .stopRequested, .rollbackRequested, .rollbackInProgress:
                notes.append("the service's deployment is rolling back already")
            case .successful, .stopped, .rollbackSuccessful, .rollbackFailed, .unknown: break
            }
        }
        for stack in stacks where stack.status.isInProgress {
            switch stack.status {
            case .updateInProgress:
                steps.append(.cancelUpdate(stack: stack.name))
                notes.append("\(stack.name): the resource in flight finishes first, then the stack rolls back")
            case .createInProgress:
                if allowsDeletion {
                    steps.append(.deleteStack(stack: stack.name))
                    notes.append("\(stack.name): a creation cannot be cancelled, so the new stack is deleted")
                } else {
                    isRefused = true
                    notes.append(
                        "\(stack.name): a creation cannot be cancelled; add --delete to delete the new stack, or wait for its end"
                    )
                }
            case .updateCompleteCleanupInProgress:
                isRefused = true
                notes.append(
                    "\(stack.name): the new state is live and old resources are being deleted; it is too late to cancel"
                )
            default:
                isRefused = isRefused || !stack.status.rawValue.contains("ROLLBACK")
                notes.append("\(stack.name) is \(stack.status.rawValue): it has to end by itself")
            }
        }
        if steps.isEmpty, notes.isEmpty { notes.append("nothing runs") }
        self.steps = steps
        self.notes = notes
        self.isRefused = isRefused
    }
}
