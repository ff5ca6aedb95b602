import CLibPQ

/// Maps PostgreSQL's SQLSTATE codes to storage errors (PostgreSQL documentation, "Appendix A. Error Codes").
enum PostgresErrorCode {
    /// The error of a failed result. Only the code and the primary message are kept: the detail may quote rows.
    static func storageError(_ result: OpaquePointer?, on connection: OpaquePointer?) -> StorageError {
        guard let result, let field = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
            return connection.map(PQstatus) == CONNECTION_OK
                ? .unexpected(connection.map { String(cString: PQerrorMessage($0)) } ?? "no connection")
                : .unavailable(.unreachable)
        }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) } ?? ""
        let state = String(cString: field)
        // The store creates no named constraint: an operator added this one, and a retry would violate it again.
        let constraint = PQresultErrorField(result, Int32(UInt8(ascii: "n")))
        if state == "23514", constraint != nil { return .unexpected("PostgreSQL \(state): \(message)") }
        return storageError(state, message)
    }

    /// `true` for codes with which the server ends the connection: it shuts down, has crashed, starts, was told to terminate the
    /// session, or a session time-out expired ("idle_in_transaction_session_timeout", "transaction_timeout"). Class 08 is
    /// "Connection Exception".
    static func endsConnection(_ state: String) -> Bool {
        state.hasPrefix("57P") || state.hasPrefix("08") || ["25P03", "25P04"].contains(state)
    }

    static func storageError(_ state: String, _ message: String) -> StorageError {
        switch state {
        // numeric_value_out_of_range and datetime_field_overflow. The store's own values never overflow the calendar; an infinite
        // time that another program wrote does.
        case "22003", "22008": .overflow
        // query_canceled: the statement time-out or a cancel request, which ``PostgresConnection/run(_:)`` tells apart.
        case "57014": .timedOut
        // read_only_sql_transaction.
        case "25006": .unavailable(.readOnly)
        // disk_full, configuration_limit_exceeded (temp_file_limit), io_error.
        case "53100", "53400", "58030": .unavailable(.noRoom)
        // too_many_connections, lock_not_available; out_of_memory, which is mostly the shared lock table.
        case "53300", "55P03", "53200": .unavailable(.busy)
        // serialization_failure: a row was moved to another partition (at any isolation level), or a replica cancelled a query that
        // delays its recovery. deadlock_detected. check_violation: a missing partition, as the store's tables have no check
        // constraints. All succeed on a retry.
        case "40001", "40P01", "23514": .unavailable(.busy)
        case _ where endsConnection(state): .unavailable(.unreachable)
        default: .unexpected("PostgreSQL \(state): \(message)")
        }
    }
}
