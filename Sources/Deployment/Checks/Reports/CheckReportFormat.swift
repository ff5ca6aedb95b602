import Infra

/// The output formats of `infra-cli validate`.
package enum CheckReportFormat: String, Sendable, Hashable, CaseIterable {
    /// Text for people, at most 80 columns wide.
    case text
    /// One JSON object.
    case json
    /// SARIF 2.1.0, which code hosts show beside the changed lines.
    case sarif
    /// JUnit's XML, which CI systems show as tests.
    case junit

    /// The reports as one document.
    package func text(of reports: [CheckReport]) -> String {
        switch self {
        case .text: CheckReportText.text(of: reports)
        case .json: CheckReportJSON.expression(of: reports).json
        case .sarif: CheckReportSARIF.expression(of: reports).json
        case .junit: CheckReportJUnit.text(of: reports)
        }
    }
}
