import Foundation
import Processes
import Workbench

/// A million CSV rows, the same in every run: a year of visits.
struct SampleRows {
    static let count = 1_000_000
    /// The CSV file's path.
    let path: String

    /// Returns the definition of a dataset for the rows, with monthly partitions if requested.
    static func definition(named name: String, isPartitioned: Bool = false) -> String {
        """
        {"name": "\(name)", "timeColumn": "ts", \(isPartitioned ? #""partitionBy": "month", "# : "")"columns": [
          {"name": "ts", "type": "timestamp", "nullable": false}, {"name": "country", "type": "string", "nullable": false},
          {"name": "path", "type": "string", "nullable": false}, {"name": "amount", "type": "double", "nullable": false},
          {"name": "visitor", "type": "integer", "nullable": false}]}
        """
    }

    /// The SQL of the same table.
    static let table = """
        CREATE TABLE copied (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ts timestamptz NOT NULL,
          country text NOT NULL, path text NOT NULL, amount double precision NOT NULL, visitor bigint NOT NULL)
        """

    /// The SQL of the same table with monthly partitions for the rows' year.
    static let partitionedTable: String = {
        let months = (1...13).map { month in month > 12 ? "2026-01-01" : "2025-\(month < 10 ? "0" : "")\(month)-01" }
        let table = """
            CREATE TABLE copied (id bigint GENERATED ALWAYS AS IDENTITY, ts timestamptz NOT NULL, country text NOT NULL,
              path text NOT NULL, amount double precision NOT NULL, visitor bigint NOT NULL, PRIMARY KEY (id, ts))
              PARTITION BY RANGE (ts)
            """
        let partitions = zip(months, months.dropFirst()).enumerated().map { index, month in
            """
            CREATE TABLE copied_\(index) PARTITION OF copied
              FOR VALUES FROM ('\(month.0)T00:00:00Z') TO ('\(month.1)T00:00:00Z')
            """
        }
        return ([table] + partitions).joined(separator: ";\n")
    }()

    /// Writes the file.
    init(in folder: String) throws {
        path = folder + "/visits.csv"
        let countries = [
            "DE", "FR", "IT", "ES", "PL", "NL", "SE", "AT", "BE", "DK", "FI", "PT", "GR", "IE", "CZ", "HU",
        ]
        guard let file = fopen(path, "w") else { throw WorkbenchError("cannot write \(path)") }
        defer { fclose(file) }
        var text = "ts,country,path,amount,visitor\n"
        var state: UInt64 = 2026
        for row in 0..<Self.count {
            // Knuth's multiplier for a linear congruential generator (MMIX).
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let random = Int(state >> 33)
            let second = row * 31 % 86_400
            let day = random % 365
            text += "\(Self.date(day))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z,"
            text += countries[random / 365 % countries.count]
            text += ",/products/category-\(random / 7 % 40)/item-\(random / 11 % 5000),"
            text += "\(random % 100_000 / 100).\(two(random % 100)),\(random % 200_000)\n"
            if text.utf8.count > 1 << 20 {
                fputs(text, file)
                text = ""
            }
        }
        fputs(text, file)
    }

    /// Uploads the rows; returns the seconds taken.
    func send(to dataset: String, port: Int) async throws -> Double {
        let (ending, output) = try await ChildProcess.run([
            "curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", "--request", "POST",
            "--header", "Content-Type: text/csv", "--header", "Expect:", "--upload-file", path,
            "http://127.0.0.1:\(port)/v1/datasets/\(dataset)/rows",
        ])
        guard output.contains("\"inserted\":\(Self.count),") else { throw WorkbenchError(output) }
        return ending.wall.inSeconds
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func date(_ dayOfYear: Int) -> String {
        var day = dayOfYear
        for (month, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
            if day < length { return "2025-\(month < 9 ? "0" : "")\(month + 1)-\(day < 9 ? "0" : "")\(day + 1)" }
            day -= length
        }
        return "2025-12-31"
    }
}
