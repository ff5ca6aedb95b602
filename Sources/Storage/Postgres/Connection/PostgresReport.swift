import CLibPQ

/// The parts of an error that PostgreSQL reports (PostgreSQL documentation, "Error and Notice Message Fields"). It may quote
/// rows, so it is for deciding with, not for the log.
struct PostgresReport: Hashable, Sendable {
    /// The SQLSTATE.
    var state: String
    var message = ""
    var detail: String?
    var context: String?
    var constraint: String?
    var column: String?
    /// The function in the server's source that reports it.
    var function: String?

    init(state: String) { self.state = state }

    /// What a failed result reports, if the server has said anything.
    init?(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
        }
        // The values of PG_DIAG_SQLSTATE, _MESSAGE_PRIMARY, _MESSAGE_DETAIL, and so on (`postgres_ext.h`).
        guard let state = field("C") else { return nil }
        self.init(state: state)
        message = field("M") ?? ""
        detail = field("D")
        context = field("W")
        constraint = field("n")
        column = field("c")
        function = field("R")
    }
}
