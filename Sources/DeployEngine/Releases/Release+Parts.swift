#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension Release {
    /// The author of a release.
    package struct Author: Sendable, Hashable, Codable {
        /// The caller's ARN as AWS sees it.
        package var caller: String
        /// The host's name.
        package var host: String?
        /// The address of the job's page, such as a run of GitHub Actions.
        package var runURL: String?
        /// The git commit of the environment's description.
        package var commit: String?
        /// `true` if the working tree had changes that the commit does not contain.
        package var hasUncommittedChanges: Bool?

        /// Creates an author.
        package init(
            caller: String, host: String? = nil, runURL: String? = nil, commit: String? = nil,
            hasUncommittedChanges: Bool? = nil
        ) {
            self.caller = caller
            self.host = host
            self.runURL = runURL
            self.commit = commit
            self.hasUncommittedChanges = hasUncommittedChanges
        }
    }

    /// A stack of a release.
    package struct StackRecord: Sendable, Hashable, Codable {
        /// The purpose.
        package var role: PlannedStack.Role
        /// The full name.
        package var name: String
        /// The stack's id; nil before its creation.
        package var id: String?
        /// The SHA-256 of the template, which is stored under it.
        package var templateDigest: String
        /// The values of parameters.
        package var parameters: [String: String]
        /// The tags.
        package var tags: [String: String]
        /// The acknowledged capabilities.
        package var capabilities: [String]
        /// The logical ids of resources with data, sorted.
        package var statefulIDs: [String]
        /// The delegated property paths by logical id, sorted.
        package var delegated: [String: [String]]
        /// The changes as they were shown; nil before the review.
        package var changes: ChangeSummary?
        /// The outputs after the operation, the source of the next stacks' parameters.
        package var outputs: [String: String]
        /// The time of the operation's beginning.
        package var began: Date?
        /// The time of the operation's end.
        package var ended: Date?
        /// The stack's status at the end.
        package var status: String?

        /// Creates a record.
        package init(
            role: PlannedStack.Role, name: String, id: String? = nil, templateDigest: String,
            parameters: [String: String] = [:], tags: [String: String] = [:], capabilities: [String] = [],
            statefulIDs: [String] = [], delegated: [String: [String]] = [:], changes: ChangeSummary? = nil,
            outputs: [String: String] = [:], began: Date? = nil, ended: Date? = nil, status: String? = nil
        ) {
            self.role = role
            self.name = name
            self.id = id
            self.templateDigest = templateDigest
            self.parameters = parameters
            self.tags = tags
            self.capabilities = capabilities
            self.statefulIDs = statefulIDs
            self.delegated = delegated
            self.changes = changes
            self.outputs = outputs
            self.began = began
            self.ended = ended
            self.status = status
        }

        /// Creates the record of a planned stack.
        package init(_ stack: PlannedStack) {
            self.init(
                role: stack.role, name: stack.name, templateDigest: ContentDigest.sha256(of: stack.template),
                parameters: stack.parameters, tags: stack.tags, capabilities: stack.capabilities,
                statefulIDs: stack.statefulIDs.sorted(),
                delegated: stack.delegated.mapValues { $0.sorted() })
        }
    }

    /// The numbers of a change set.
    package struct ChangeSummary: Sendable, Hashable, Codable {
        /// The number of resources to create.
        package var added: Int
        /// The number of resources to change in place.
        package var modified: Int
        /// The number of resources to delete.
        package var removed: Int
        /// The logical ids of resources to replace.
        package var replaced: [String]

        /// Creates a summary.
        package init(added: Int = 0, modified: Int = 0, removed: Int = 0, replaced: [String] = []) {
            self.added = added
            self.modified = modified
            self.removed = removed
            self.replaced = replaced
        }
    }

    /// The image of a release.
    package struct ImageRecord: Sendable, Hashable, Codable {
        /// The repository's name or address.
        package var repository: String
        /// The digest, such as `sha256:…`.
        package var digest: String
        /// The tag that named the digest at the time.
        package var tag: String?
        /// The architecture: `amd64` or `arm64`.
        package var architecture: String

        /// Creates a record.
        package init(repository: String, digest: String, tag: String? = nil, architecture: String) {
            self.repository = repository
            self.digest = digest
            self.tag = tag
            self.architecture = architecture
        }
    }

    /// The service after a release.
    package struct ServiceRecord: Sendable, Hashable, Codable {
        /// The cluster's name or ARN.
        package var cluster: String
        /// The service's name or ARN.
        package var service: String
        /// The ARN of the task definition with its revision.
        package var taskDefinition: String
        /// The ARN of the service revision that runs.
        package var revision: String?

        /// Creates a record.
        package init(cluster: String, service: String, taskDefinition: String, revision: String? = nil) {
            self.cluster = cluster
            self.service = service
            self.taskDefinition = taskDefinition
            self.revision = revision
        }
    }

    /// The schema of the database around a release, and the levels that its image can serve.
    package struct SchemaRecord: Sendable, Hashable, Codable {
        /// The level before the migration; nil if it is not known.
        package var before: Int?
        /// The level after the migration; nil if it is not known.
        package var after: Int?
        /// The lowest level that a program must know to serve the schema after the migration. It is below ``after`` if the last
        /// migrations only added objects that older programs ignore.
        package var neededLevel: Int?
        /// The highest level that the image knows.
        package var knownLevel: Int?
        /// The lowest level that the image can serve.
        package var servesFrom: Int?

        /// Creates a record.
        package init(
            before: Int? = nil, after: Int? = nil, neededLevel: Int? = nil, knownLevel: Int? = nil,
            servesFrom: Int? = nil
        ) {
            self.before = before
            self.after = after
            self.neededLevel = neededLevel
            self.knownLevel = knownLevel
            self.servesFrom = servesFrom
        }
    }

    /// The review of a release: the digest of what was shown, and its approval.
    package struct ReviewRecord: Sendable, Hashable, Codable {
        /// The digest of what was shown.
        package var digest: String
        /// The approver: the caller's ARN, or the name of a protected environment.
        package var approvedBy: String?
        /// The time of the approval.
        package var approved: Date?
        /// The logical ids whose replacement or removal was allowed.
        package var allowedReplacements: [String]

        /// Creates a record.
        package init(
            digest: String, approvedBy: String? = nil, approved: Date? = nil, allowedReplacements: [String] = []
        ) {
            self.digest = digest
            self.approvedBy = approvedBy
            self.approved = approved
            self.allowedReplacements = allowedReplacements
        }
    }

    /// A phase of a release.
    package struct PhaseRecord: Sendable, Hashable, Codable {
        /// The phase.
        package var phase: ProgressEvent.Phase
        /// The time of its beginning.
        package var began: Date
        /// The time of its end; nil if it did not end.
        package var ended: Date?

        /// Creates a record.
        package init(phase: ProgressEvent.Phase, began: Date, ended: Date? = nil) {
            self.phase = phase
            self.began = began
            self.ended = ended
        }

        /// The time that it took; nil if it did not end.
        package var duration: Duration? { ended.map { .seconds($0.timeIntervalSince(began)) } }
    }
}
