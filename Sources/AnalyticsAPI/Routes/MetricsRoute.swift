import HTTPTypes
import Hummingbird

/// The route of the administration port that answers with the server's metrics.
struct MetricsRoute: Sendable {
    let metrics: MetricsRegistry

    var routes: [Route] { [Route(.get, "/metrics", .checkHealth, .page, answer)] }

    @Sendable func answer(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        guard let format = PrometheusFormat.choose(accept: request.headers[values: .accept]) else {
            throw APIError(
                .notAcceptable,
                "Accept: got none of the formats, expected text/plain (version 0.0.4) or application/openmetrics-text "
                    + "(version 1.0.0)")
        }
        let text = PrometheusText(metrics.collect(), format: format).text
        return Response(
            status: .ok, headers: [.contentType: format.mediaType, .cacheControl: "no-store", .vary: "Accept"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
