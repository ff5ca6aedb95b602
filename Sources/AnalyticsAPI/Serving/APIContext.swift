public import Hummingbird
import NIOCore
import Synchronization

/// What is known of a request besides the request.
public struct APIContext: RequestContext {
    /// What Hummingbird keeps: the logger, the route, parameters.
    public var coreContext: CoreRequestContextStorage
    /// Names the request in the log, in answers and in problems.
    var requestID = ""
    /// When the request came, by ``ServerEnvironment/uptime``.
    var start = Duration.zero
    /// How far the body has been read.
    let body: BodyProgress
    /// Whether anybody still waits for the answer.
    let client: ClientPresence
    /// The address at the other end of the connection, without its port.
    let remoteAddress: String?

    /// Begins a request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        body = BodyProgress(channel: source.channel)
        client = ClientPresence.current ?? ClientPresence()
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}

/// Whether a request's body has been read to its end, shared between who reads it and who answers.
final class BodyProgress: Sendable {
    private let channel: any Channel
    private let complete = Mutex(false)

    init(channel: any Channel) { self.channel = channel }

    /// The body is about to be read: a client that waits to be asked for it is asked.
    func begin() { channel.triggerUserOutboundEvent(BodyWanted(), promise: nil) }

    /// Whether the body has been read to its end.
    var isComplete: Bool { complete.withLock { $0 } }

    /// The body has been read to its end.
    func finish() { complete.withLock { $0 = true } }
}
