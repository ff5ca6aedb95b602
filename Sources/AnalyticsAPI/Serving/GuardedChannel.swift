import HummingbirdCore
import Logging
import NIOCore

/// Hummingbird's connection with HTTP/1.1, guarded, and with its requests told whether their client is still there.
struct GuardedChannel: ServerChildChannel {
    /// A connection and who is at its other end.
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let client: ClientPresence
        var channel: any Channel { http.channel }
    }

    let responder: HTTPChannelHandler.Responder
    let limits: ServerLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let client = ClientPresence()
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits: limits, client: client)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headers, maxHeaderListSize: limits.headers, maxHeaderFieldCount: 100))
        return HTTP1Channel(responder: responder, configuration: configuration)
            .setup(channel: channel, logger: logger)
            .map { Value(http: $0, client: client) }
    }

    func handle(value: Value, logger: Logger) async {
        await ClientPresence.$current.withValue(value.client) {
            await HTTP1Channel(responder: responder).handle(value: value.http, logger: logger)
        }
    }
}
