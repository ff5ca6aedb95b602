package import Hummingbird
import NIOCore

/// The context of a request.
package struct APIContext: RequestContext {
    /// Hummingbird's part of the context: the logger, the route and its parameters.
    package var coreContext: CoreRequestContextStorage
    /// The request's id in the log, in answers and in problems.
    var requestID = ""
    /// The time at which the request arrived, by ``ServerEnvironment/uptime``.
    var start = Duration.zero
    /// The place of the request in a trace.
    var trace: TraceContext?
    /// The durations of the request's parts.
    var timing = RequestTiming()
    /// The link that the request opens; `nil` for a request to another route.
    var link: OpenedLink?
    /// The progress of reading the body.
    let body: BodyProgress
    /// The state of the client's connection.
    private(set) var client: ClientPresence
    /// Header fields of the answer, whether it is the route's or a problem.
    let answer = AnswerFields()
    /// The client and its change, for the log.
    let audit = AuditRecord()
    /// The client's IP address, without its port.
    let remoteAddress: String?

    /// Creates the context of a new request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        body = BodyProgress(channel: source.channel)
        client = ClientPresence.current ?? ClientPresence()
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }

    /// Returns the context of work that outlives the request.
    ///
    /// - Parameter start: The time at which the work begins, by ``ServerEnvironment/uptime``.
    func detached(for run: JobRun, at start: Duration) -> APIContext {
        var context = self
        context.client = run.client
        context.timing = run.timing
        context.start = start
        return context
    }

    /// Returns the context of a request that opens a link.
    func opening(_ link: OpenedLink?) -> APIContext {
        var context = self
        context.link = link
        return context
    }
}
