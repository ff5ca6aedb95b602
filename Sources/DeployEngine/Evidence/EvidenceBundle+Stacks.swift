#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension EvidenceBundle {
    /// A stack at the time of the read.
    package struct Stack: Sendable, Hashable, Codable {
        /// The name.
        package var name: String
        /// The id; nil if unknown.
        package var id: String?
        /// The status, such as `UPDATE_ROLLBACK_FAILED`.
        package var status: String
        /// The reason of the status.
        package var reason: String?

        /// Creates a stack.
        package init(name: String, id: String? = nil, status: String, reason: String? = nil) {
            self.name = name
            self.id = id
            self.status = status
            self.reason = reason
        }
    }

    /// An event of a stack. A resource's properties are left out, as they may contain secrets.
    package struct Event: Sendable, Hashable, Codable {
        /// The event's id.
        package var id: String
        /// The stack's name.
        package var stack: String
        /// The stack's id; nil if unknown.
        package var stackID: String?
        /// The resource's logical id.
        package var logicalID: String
        /// The resource's physical id.
        package var physicalID: String?
        /// The resource's type, such as `AWS::ECS::Service`.
        package var type: String
        /// The status, such as `CREATE_FAILED`.
        package var status: String
        /// The reason of the status.
        package var reason: String?
        /// The time.
        package var time: Date
        /// The operation's id.
        package var operationID: String?
        /// The `ClientRequestToken` of the operation.
        package var token: String?

        /// Creates an event.
        package init(
            id: String, stack: String, stackID: String? = nil, logicalID: String, physicalID: String? = nil,
            type: String, status: String, reason: String? = nil, time: Date, operationID: String? = nil,
            token: String? = nil
        ) {
            self.id = id
            self.stack = stack
            self.stackID = stackID
            self.logicalID = logicalID
            self.physicalID = physicalID
            self.type = type
            self.status = status
            self.reason = reason
            self.time = time
            self.operationID = operationID
            self.token = token
        }
    }

    /// A change set.
    package struct ChangeSet: Sendable, Hashable, Codable {
        /// The stack's name.
        package var stack: String
        /// The change set's name.
        package var name: String
        /// The status, such as `FAILED`.
        package var status: String
        /// The execution's status, such as `OBSOLETE`.
        package var executionStatus: String?
        /// The reason of the status.
        package var reason: String?

        /// Creates a change set.
        package init(
            stack: String, name: String, status: String, executionStatus: String? = nil, reason: String? = nil
        ) {
            self.stack = stack
            self.name = name
            self.status = status
            self.executionStatus = executionStatus
            self.reason = reason
        }
    }

    /// A finding of early validation, which only `DescribeEvents` returns.
    package struct Validation: Sendable, Hashable, Codable {
        /// The stack's name.
        package var stack: String
        /// The validation's name, such as `NAME_CONFLICT_VALIDATION`.
        package var name: String
        /// The place in the template, such as `/Resources/Bucket/Properties/BucketName`.
        package var path: String?
        /// The reason.
        package var reason: String?
        /// `true` if the finding ends the operation, `false` for a warning.
        package var isFatal: Bool
        /// The line of the environment file that the place comes from, such as `deploy/dev.yaml:12`; nil if unknown.
        package var source: String?
        /// The time.
        package var time: Date?

        /// Creates a finding.
        package init(
            stack: String, name: String, path: String? = nil, reason: String? = nil, isFatal: Bool = true,
            source: String? = nil, time: Date? = nil
        ) {
            self.stack = stack
            self.name = name
            self.path = path
            self.reason = reason
            self.isFatal = isFatal
            self.source = source
            self.time = time
        }

        /// The logical id in the place.
        package var logicalID: String? {
            let parts = (path ?? "").split(separator: "/")
            return parts.count > 1 && parts[0] == "Resources" ? String(parts[1]) : nil
        }
    }

    /// A result of a hook with its annotations.
    package struct Hook: Sendable, Hashable, Codable {
        /// The hook's type name, such as `AWS::Hooks::GuardHook`.
        package var name: String
        /// The stack's name.
        package var stack: String
        /// The resource's logical id; nil for a hook of the stack.
        package var logicalID: String?
        /// The status, such as `HOOK_COMPLETE_FAILED`.
        package var status: String
        /// The reason of the status.
        package var reason: String?
        /// `FAIL` or `WARN`.
        package var failureMode: String?
        /// The rules that were not met.
        package var annotations: [Annotation]
        /// The time.
        package var time: Date?

        /// A rule that a hook checked.
        package struct Annotation: Sendable, Hashable, Codable {
            /// The rule's name.
            package var name: String
            /// The message.
            package var message: String?
            /// The remedy.
            package var remedy: String?
            /// The address of an explanation.
            package var link: String?
            /// The severity.
            package var severity: String?

            /// Creates an annotation.
            package init(
                name: String, message: String? = nil, remedy: String? = nil, link: String? = nil,
                severity: String? = nil
            ) {
                self.name = name
                self.message = message
                self.remedy = remedy
                self.link = link
                self.severity = severity
            }
        }

        /// Creates a result.
        package init(
            name: String, stack: String, logicalID: String? = nil, status: String, reason: String? = nil,
            failureMode: String? = nil, annotations: [Annotation] = [], time: Date? = nil
        ) {
            self.name = name
            self.stack = stack
            self.logicalID = logicalID
            self.status = status
            self.reason = reason
            self.failureMode = failureMode
            self.annotations = annotations
            self.time = time
        }
    }
}
