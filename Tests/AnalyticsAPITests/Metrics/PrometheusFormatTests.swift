import Testing

@testable import AnalyticsAPI

@Suite struct PrometheusFormatTests {
    /// The header of Prometheus 3.
    private static let prometheus =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"

    @Test(
        "The format is the one that the client prefers",
        arguments: [
            ([], .text), (["*/*"], .text), (["text/*"], .text), (["text/plain"], .text),
            (["text/plain;version=0.0.4"], .text), ([prometheus], .openMetrics),
            (["application/openmetrics-text"], .openMetrics),
            (["application/openmetrics-text; version=1.0.0"], .openMetrics),
            (["application/openmetrics-text;version=2.0.0, text/plain;q=0.5"], .text),
            (["text/plain;q=0.9", "application/openmetrics-text;version=1.0.0;q=0.1"], .text),
            (["text/plain;version=1.0.0"], nil), (["application/json"], nil),
            (["application/openmetrics-text;q=0"], nil),
        ] as [([String], PrometheusFormat?)])
    func choice(accept: [String], expected: PrometheusFormat?) {
        #expect(PrometheusFormat.choose(accept: accept) == expected)
    }
}
