import AnalyticsAPI
import Testing

@testable import APIServer

@Suite struct DatabaseReplicaTests {
    private func settings(_ values: [Setting: String]) throws(SettingsError) -> ServerSettings {
        try ServerSettings { values[$0] }
    }

    @Test("A replica is given as a URI beside a store URI, and as a host beside a location in parts")
    func locations() throws {
        #expect(try settings([.store: "postgres://h/d"]).replica == nil)
        let whole = try settings([.store: "postgres://h/d", .storeReplica: "postgresql://r/d"]).replica
        #expect(whole?.location == .uri("postgresql://r/d") && whole?.maxStaleness == nil)
        let host = try settings([
            .databaseSecret: "weir/database", .databaseReplicaHost: "r.example.org", .maxStaleness: "30",
        ]).replica
        #expect(host?.location == .host("r.example.org") && host?.maxStaleness == 30)
    }

    @Test("Replica settings have flags and variables, and the replica's URI is treated as a secret")
    func names() {
        #expect(Setting.storeReplica.name == "--store-replica (or STORE_REPLICA)")
        #expect(Setting.databaseReplicaHost.name == "--db-replica-host (or DB_REPLICA_HOST)")
        #expect(Setting.maxStaleness.name == "--db-max-staleness (or DB_MAX_STALENESS)")
        #expect(Setting.storeReplica.isSecret)
    }

    @Test(
        "A replica that does not match the store is rejected without repeating a possible password",
        arguments: [
            ([.store: "sqlite:a", .storeReplica: "postgres://u:hunter2@h/d"], "a SQLite file has no replica"),
            ([.storeReplica: "postgres://u:hunter2@h/d"], "a SQLite file has no replica"),
            ([.store: "postgres://h/d", .databaseReplicaHost: "r"], "DB_REPLICA_HOST"),
            ([.databaseSecret: "s", .storeReplica: "postgres://u:hunter2@h/d"], "STORE_REPLICA"),
            ([.store: "postgres://h/d", .storeReplica: "hunter2"], "expected a connection URI"),
            ([.store: "postgres://h/d", .storeReplica: "sqlite:hunter2"], "expected a connection URI"),
            ([.databaseSecret: "s", .databaseReplicaHost: "u:hunter2@h"], "expected a name or an address"),
            ([.store: "postgres://h/d", .maxStaleness: "5"], "requires a replica"),
            ([.store: "postgres://h/d", .storeReplica: "postgres://r/d", .maxStaleness: "0"], "from 1 to 86400"),
        ] as [([Setting: String], String)])
    func problems(values: [Setting: String], mention: String) {
        let problem = #expect(throws: SettingsError.self) { try settings(values) }
        #expect(problem?.description.contains(mention) == true, "\(String(describing: problem))")
        #expect(problem?.description.contains("hunter2") == false)
    }
}
