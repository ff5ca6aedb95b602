import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Hummingbird's HTTP/1.1 connection with a ``ConnectionGuard``, and with a ``ClientPresence`` for its requests.
struct GuardedChannel: ServerChildChannel {
    /// A connection and the presence of its client.
    struct Value: ServerChildChannelValue {
        let connection: AcceptedConnection
        let client: ClientPresence
        var channel: any Channel { connection.channel }
    }

    let responder: HTTPChannelHandler.Responder
    let limits: ServerLimits
    let newRequestID: @Sendable () -> String
    let logger: Logger

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let client = ClientPresence()
        let configuration = HTTP1Channel.Configuration(
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headers, maxHeaderListSize: limits.headers, maxHeaderFieldCount: 100))
        return HTTP1Channel(responder: responder, configuration: configuration)
            .setup(channel: channel, logger: logger)
            .flatMapThrowing { http in
                let connection = AcceptedConnection(http)
                try addGuard(to: channel, client)
                return Value(connection: connection, client: client)
            }
    }

    /// Adds the guard after the decoder, and leaves the framing of answers to it: the encoder knows neither the request's
    /// version nor its method.
    private func addGuard(to channel: any Channel, _ client: ClientPresence) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        _ = pipeline.removeHandler(try pipeline.handler(type: HTTPResponseEncoder.self))
        var framing = HTTPResponseEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandler(HTTPResponseEncoder(configuration: framing), position: .first)
        let valve = InputValve()
        try pipeline.addHandler(valve, position: .before(decoder))
        try pipeline.addHandler(
            ConnectionGuard(
                limits: limits, client: client, valve: valve, newRequestID: newRequestID, logger: self.logger),
            position: .after(decoder))
    }

    func handle(value: Value, logger: Logger) async {
        guard let http = value.connection.take() else { return }
        await ClientPresence.$current.withValue(value.client) {
            await HTTP1Channel(responder: responder).handle(value: http, logger: logger)
        }
    }
}
