/// The contents of an account that decide on what `prune` removes.
package struct PruneFacts: Sendable, Hashable {
    /// The environment's releases, all of them.
    package var history: ReleaseHistory
    /// The releases whose records cannot be read.
    package var unreadable: [Int]
    /// The images of the repository.
    package var images: [StoredImage]
    /// The ARNs of the active task definitions of the account and region, whatever they belong to.
    package var taskDefinitions: [String]
    /// The images of the containers of task definitions, as these name them, by ARN.
    package var containerImages: [String: [String]]
    /// The task definitions that a service, a task or a stack of the environment refers to.
    package var liveTaskDefinitions: Set<String>
    /// The digests that services and tasks of the environment run.
    package var liveDigests: Set<String>
    /// The keys of templates and of the environment's evidence in the artifact bucket.
    package var objects: [String]

    /// Creates facts.
    package init(
        history: ReleaseHistory, unreadable: [Int] = [], images: [StoredImage] = [], taskDefinitions: [String] = [],
        containerImages: [String: [String]] = [:], liveTaskDefinitions: Set<String> = [],
        liveDigests: Set<String> = [], objects: [String] = []
    ) {
        self.history = history
        self.unreadable = unreadable
        self.images = images
        self.taskDefinitions = taskDefinitions
        self.containerImages = containerImages
        self.liveTaskDefinitions = liveTaskDefinitions
        self.liveDigests = liveDigests
        self.objects = objects
    }

    /// The active task definitions of the environment: those of the families that its releases, stacks and services name. A
    /// family of another environment whose name begins alike is none of them.
    package var ownTaskDefinitions: [String] {
        let named = history.releases.flatMap(\.taskDefinitions) + liveTaskDefinitions
        let families = Set(named.map(Self.family))
        return taskDefinitions.filter { families.contains(Self.family($0)) }
    }

    /// The family of a task definition's ARN.
    private static func family(_ arn: String) -> Substring {
        arn[..<(arn.lastIndex(of: ":") ?? arn.endIndex)]
    }
}

/// The choices of the operator for `prune`.
package struct PruneOptions: Sendable, Hashable {
    /// The number of rollback targets to keep besides the current release.
    package var targets: Int
    /// The time after its push in which an image stays although no release refers to it.
    package var grace: Duration
    /// The reason why no image is removed, such as that another account pulls from the repository; nil to remove them.
    package var leavesImages: String?

    /// Creates the choices: ten rollback targets and fourteen days by default.
    package init(targets: Int = 10, grace: Duration = .seconds(14 * 86_400), leavesImages: String? = nil) {
        self.targets = targets
        self.grace = grace
        self.leavesImages = leavesImages
    }
}
