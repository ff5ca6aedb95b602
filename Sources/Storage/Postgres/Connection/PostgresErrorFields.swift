import CLibPQ

/// The fields of an error that PostgreSQL reports (PostgreSQL documentation, "Error and Notice Message Fields"). They may quote
/// rows, so they must not be logged.
struct PostgresErrorFields: Hashable, Sendable {
    /// The SQLSTATE.
    var state: String
    var message = ""
    var detail: String?
    var context: String?
    var constraint: String?
    var column: String?
    /// The function in the server's source that reports the error.
    var function: String?

    init(state: String) { self.state = state }

    /// The fields of a failed result; `nil` if the error comes from libpq and not from the server.
    init?(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
        }
        // The values of PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY and so on (`postgres_ext.h`).
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
