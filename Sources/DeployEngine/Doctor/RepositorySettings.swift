/// The settings of a repository that its jobs read: variables, the names of secrets, and the protection of an environment.
package struct RepositorySettings: Sendable, Hashable {
    /// The protection of an environment.
    package struct Protection: Sendable, Hashable {
        /// The number of people and teams one of which has to approve a job.
        package var reviewers: Int
        /// The minutes that a job waits.
        package var waitMinutes: Int
        /// `true` if not every branch may deploy.
        package var limitsBranches: Bool

        /// Creates a protection; by default there is none.
        package init(reviewers: Int = 0, waitMinutes: Int = 0, limitsBranches: Bool = false) {
            self.reviewers = reviewers
            self.waitMinutes = waitMinutes
            self.limitsBranches = limitsBranches
        }
    }

    /// An environment of the repository.
    package enum Environment: Sendable, Hashable {
        /// The jobs name none.
        case unnamed
        /// It was not read.
        case unread
        /// It does not exist.
        case missing
        /// It exists.
        case found(Protection)
    }

    /// The variables with their values; one of the environment hides one of the repository, and that one of the organization.
    package var variables: [String: String]
    /// The names of the secrets. Nothing returns their values.
    package var secrets: Set<String>
    /// The environment of the jobs.
    package var environment: Environment
    /// The parts that the token may not read, such as `the secrets of the organization`.
    package var unread: [String]

    /// Creates settings.
    package init(
        variables: [String: String] = [:], secrets: Set<String> = [], environment: Environment = .unnamed,
        unread: [String] = []
    ) {
        self.variables = variables
        self.secrets = secrets
        self.environment = environment
        self.unread = unread
    }
}

/// A source of a repository's settings.
package protocol RepositorySettingsSource: Sendable {
    /// Reads the settings that jobs of an environment get.
    /// - Parameters:
    ///   - repository: The owner and the name, such as `octocat/weir`.
    ///   - environment: The name of the environment on the code host; nil for jobs that name none.
    /// - Throws: ``RepositorySettingsError`` if nothing can be read.
    func settings(
        of repository: String, environment: String?
    ) async throws(RepositorySettingsError) -> RepositorySettings
}

/// A failure to read a repository's settings. Its text has neither the token nor a value.
package struct RepositorySettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason and the remedy.
    package let description: String

    /// Creates an error.
    package init(_ description: String) { self.description = description }
}
