/// The settings of watching an ECS service while its stack is deployed.
package struct ServiceWatchSettings: Sendable, Hashable {
    /// The cluster's ARN or name; nil to take it from the stack's events.
    package var cluster: String?
    /// The service's ARN or name; nil to take it from the stack's events.
    package var service: String?
    /// The digest that must run at the end, such as `sha256:…`; nil if any is right.
    package var imageDigest: String?
    /// The name of the container with that image; nil if any container may have it.
    package var container: String?
    /// The number of tasks that must stop for the same reason until the deployment is stopped; nil never stops it.
    package var stopsAfter: Int?
    /// The time without news after which a notice says so.
    package var silence: Duration
    /// `true` to return the outcome `paused` when a hook waits for an action; `false` to give a notice and go on watching.
    package var returnsWhenPaused: Bool
    /// The ids of hooks that the caller knows to wait, which are not returned again.
    package var knownHooks: Set<String>
    /// The time between two looks at the service.
    package var interval: Duration

    /// Creates settings.
    package init(
        cluster: String? = nil, service: String? = nil, imageDigest: String? = nil, container: String? = nil,
        stopsAfter: Int? = 3, silence: Duration = .seconds(180), returnsWhenPaused: Bool = true,
        knownHooks: Set<String> = [], interval: Duration = .seconds(10)
    ) {
        self.cluster = cluster
        self.service = service
        self.imageDigest = imageDigest
        self.container = container
        self.stopsAfter = stopsAfter.map { max(1, $0) }
        self.silence = silence
        self.returnsWhenPaused = returnsWhenPaused
        self.knownHooks = knownHooks
        self.interval = interval
    }
}
