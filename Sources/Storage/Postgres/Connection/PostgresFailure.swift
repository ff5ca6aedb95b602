import CLibPQ

/// What PostgreSQL's SQLSTATE codes mean to a caller of the store (PostgreSQL documentation, "Appendix A. Error Codes").
enum PostgresFailure {
    /// The error a failed result reports. Only the code and the primary message are kept: the detail may quote rows.
    static func error(_ result: OpaquePointer?, on connection: OpaquePointer?) -> StorageError {
        guard let result, let field = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
            return connection.map(PQstatus) == CONNECTION_OK
                ? .unexpected(connection.map { String(cString: PQerrorMessage($0)) } ?? "no connection")
                : .unavailable(.unreachable)
        }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) } ?? ""
        let state = String(cString: field)
        // A constraint with a name is somebody else's, and refuses the same again.
        let constraint = PQresultErrorField(result, Int32(UInt8(ascii: "n")))
        if state == "23514", constraint != nil { return .unexpected("PostgreSQL \(state): \(message)") }
        return error(state, message)
    }

    /// Whether the server says with it that the connection ends: it is shut down, has crashed, is starting, was told to end this
    /// connection, or waited too long for it ("idle_in_transaction_session_timeout", "transaction_timeout"); class 08 is "Connection Exception".
    static func isFarewell(_ state: String) -> Bool {
        state.hasPrefix("57P") || state.hasPrefix("08") || ["25P03", "25P04"].contains(state)
    }

    static func error(_ state: String, _ message: String) -> StorageError {
        switch state {
        // numeric_value_out_of_range, and datetime_field_overflow: nothing the store writes calculates its way out of the calendar,
        // but an infinite time that somebody else wrote does.
        case "22003", "22008": .overflow
        // "query_canceled" at its time limit, and at somebody's request; who made one knows (``PostgresConnection/run(_:)``).
        case "57014": .timedOut
        // read_only_sql_transaction.
        case "25006": .unavailable(.readOnly)
        // disk_full, configuration_limit_exceeded (the room for temporary files), io_error.
        case "53100", "53400", "58030": .unavailable(.noRoom)
        // too_many_connections, lock_not_available; out_of_memory, which is mostly the room for locks that all sessions share.
        case "53300", "55P03", "53200": .unavailable(.busy)
        // serialization_failure, which moving a row to another partition can meet at any isolation level, and with which a replica
        // ends queries that hold up what it replays; deadlock_detected; check_violation, which is a missing partition, as no
        // table has a condition of its own. All pass with another try.
        case "40001", "40P01", "23514": .unavailable(.busy)
        case _ where isFarewell(state): .unavailable(.unreachable)
        default: .unexpected("PostgreSQL \(state): \(message)")
        }
    }
}
