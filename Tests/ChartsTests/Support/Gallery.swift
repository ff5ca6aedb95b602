import Charts
import Models
import Testing

/// Results of every shape, to look at and to check the properties of all pictures.
enum Gallery {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: ChartKind?
        let result: @Sendable () -> Result
        var title: String?

        var testDescription: String { name }
    }

    private static let berlin = zone("Europe/Berlin")

    /// Values that wander around a start, the same in every run.
    static func walk(_ count: Int, from start: Double, by step: Double, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        var value = start
        return (0..<count).map { _ in
            value += Double.random(in: -step...step, using: &generator)
            return value
        }
    }

    static func series(_ names: [String], _ times: [Value], _ measure: ChartColumn, _ granularity: String, low: Double)
        -> Result
    {
        var rows: [[Value]] = []
        for (index, name) in names.enumerated() {
            let values = walk(times.count, from: low * Double(3 + index * 2 % 7), by: low, seed: UInt64(index + 1))
            for (time, value) in zip(times, values) {
                rows.append([time, .string(name), .double(max(value, 0))])
            }
        }
        return Result([.time(granularity, zone: berlin), .category("country"), measure], rows)
    }

    private static func integers(_ times: [Value], _ values: [Double]) -> [[Value]] {
        zip(times, values).map { time, value in [time, Value.integer(Int64(value))] }
    }

    static let samples: [Sample] = [
        Sample(name: "line-days", kind: nil) {
            let times = buckets("day", berlin, from: "2026-02-20T00:00:00Z", count: 60)
            let values = walk(60, from: 4000, by: 300, seed: 3)
            var rows: [[Value]] = []
            for index in 0..<60 where !(20..<24).contains(index) {
                rows.append([times[index], index == 40 ? .null : .double(values[index])])
            }
            return Result([.time("day", zone: berlin), .sum("amount")], rows)
        },
        Sample(name: "line-countries", kind: nil) {
            series(
                ["Germany", "France", "Italy", "Spain", "Poland"],
                buckets("week", berlin, from: "2025-11-03T12:00:00Z", count: 30), .level("avg", "amount"), "week",
                low: 20)
        },
        Sample(name: "line-many", kind: nil) {
            series(
                (1...12).map { "Region \($0)" }, buckets("day", berlin, from: "2026-01-01T12:00:00Z", count: 120),
                .sum("amount"), "day", low: 500)
        },
        Sample(name: "line-few", kind: nil) {
            series(
                ["web", "shop", "partner"], buckets("month", berlin, from: "2026-01-01T12:00:00Z", count: 9),
                .sum("amount"), "month", low: 40_000)
        },
        Sample(name: "line-panels", kind: nil) {
            let times = buckets("hour", berlin, from: "2026-03-28T12:00:00Z", count: 36)
            let counts = walk(36, from: 50, by: 9, seed: 8)
            let levels = walk(36, from: 0.002, by: 0.0002, seed: 9)
            var rows: [[Value]] = []
            for index in 0..<36 {
                rows.append([
                    times[index], .integer(Int64(counts[index])), .double(levels[index]), .double(levels[index] * 1.7),
                ])
            }
            return Result(
                [.time("hour", zone: berlin), .count, .level("min", "latency"), .level("max", "latency")], rows)
        },
        Sample(name: "line-10000", kind: nil, result: { minutes(10_000) }, title: "Requests a minute"),
        Sample(name: "area-days", kind: .area) {
            let times = buckets("day", .utc, from: "2026-01-01T00:00:00Z", count: 45)
            return Result(
                [.time("day"), .count],
                integers(times, walk(45, from: 1200, by: 200, seed: 5)))
        },
        Sample(name: "area-stacked", kind: .area) {
            series(
                ["Germany", "France", "Italy", "Spain"],
                buckets("day", berlin, from: "2026-01-01T12:00:00Z", count: 90),
                .sum("amount"), "day", low: 1000)
        },
        Sample(name: "bar-months", kind: .bar) {
            let times = buckets("month", .utc, from: "2025-05-01T00:00:00Z", count: 14)
            return Result(
                [.time("month"), .count],
                integers(times, walk(14, from: 900, by: 180, seed: 6)))
        },
        Sample(name: "bar-days-grouped", kind: .bar) {
            series(
                ["new", "returning"], buckets("day", berlin, from: "2026-03-20T12:00:00Z", count: 21), .sum("amount"),
                "day",
                low: 12)
        },
        Sample(name: "bar-5000", kind: .bar, result: { minutes(5000) }),
        Sample(name: "stacked-weeks", kind: .stackedBar) {
            series(
                ["open", "in progress", "closed", "rejected by the customer after the deadline"],
                buckets("week", berlin, from: "2026-01-05T12:00:00Z", count: 16), .sum("amount"), "week", low: 4)
        },
        Sample(name: "bar-categories", kind: nil) {
            let names = [
                "Germany", "France", "United Kingdom of Great Britain and Northern Ireland", "Italy", "Spain", "Poland",
                "Österreich", "日本", "", "Portugal", "Sweden",
            ]
            let counts: [Int64] = [48_120, 32_004, 17_500, 9801, 8800, 4020, 3999, 1200, 800, 12, 0]
            var rows: [[Value]] = []
            for (name, count) in zip(names, counts) { rows.append([.string(name), .integer(count)]) }
            rows.append([.null, .integer(3)])
            return Result([.category("country"), .count], rows)
        },
        Sample(name: "bar-negative", kind: nil) {
            let accounts = ["Sales", "Rent", "Wages", "Interest", "Refunds"]
            let balances = [5300.5, -1200, -3100.25, 41.5, -95]
            var rows: [[Value]] = []
            for (name, balance) in zip(accounts, balances) { rows.append([.string(name), .double(balance)]) }
            return Result([.category("account"), .sum("balance")], rows)
        },
        Sample(name: "bar-measures", kind: nil) {
            var rows: [[Value]] = []
            for number in 1...6 {
                let count = Int64(9000 - 700 * number)
                rows.append([
                    .string("app-\(number)"), .integer(count), .double(Double(number)), .double(Double(40 * number)),
                ])
            }
            return Result([.category("host"), .count, .level("min", "ms"), .level("max", "ms")], rows)
        },
        Sample(name: "stacked-categories", kind: nil) {
            var rows: [[Value]] = []
            for (index, country) in ["Germany", "France", "Italy", "Spain", "Poland"].enumerated() {
                for (place, channel) in ["web", "shop", "partner", "telephone"].enumerated() {
                    rows.append([
                        .string(country), .string(channel), .integer(Int64((index + 2) * 137 % 90 * (place + 1) + 40)),
                    ])
                }
            }
            return Result([.category("country"), .category("channel"), .count], rows)
        },
        Sample(name: "number", kind: nil) { Result([.count], [[.integer(1_284_301)]]) },
        Sample(name: "numbers", kind: nil) {
            Result(
                [.count, .sum("amount", .decimal), .level("avg", "amount"), .level("max", "amount")],
                [[.integer(48_120), .decimal(DecimalNumber("1284301.55") ?? .zero), .double(26.689_558), .null]])
        },
        Sample(name: "numbers-units", kind: nil) {
            Result(
                [.titled("Sum of Umsatz", "EUR"), .titled("Average of Dauer", "ms", axis: "ms"), .count],
                [[.double(1_284_301.55), .double(12.5), .integer(48_120)]])
        },
        Sample(name: "bar-long-names", kind: nil) {
            let names = [
                "Department of Health and Human Services, Office of the Secretary",
                "Bundesministerium für Wirtschaft und Klimaschutz",
                "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung", "IT",
            ]
            return Result(
                [.category("office"), .count], names.enumerated().map { [.string($1), .integer(Int64(500 - $0 * 90))] })
        },
        Sample(name: "bar-gains-and-losses", kind: .bar) {
            let times = buckets("month", berlin, from: "2026-01-01T12:00:00Z", count: 12)
            return Result(
                [.time("month", zone: berlin), .sum("balance")],
                times.enumerated().map { [$1, .double(Double($0 * 37 % 23) * 100 - 1100)] })
        },
        Sample(name: "bar-clocks-forward", kind: .bar) {
            let times = buckets("hour", berlin, from: "2026-03-28T20:00:00Z", count: 14)
            return Result([.time("hour", zone: berlin), .count], integers(times, walk(14, from: 50, by: 9, seed: 4)))
        },
        Sample(name: "line-one-point", kind: nil) {
            let time = buckets("day", berlin, from: "2026-03-01T00:00:00Z", count: 1)[0]
            return Result([.time("day", zone: berlin), .sum("amount")], [[time, .double(42.5)]])
        },
        Sample(name: "no-rows", kind: nil) { Result([.time("day"), .count], []) },
    ]

    /// Requests a minute, with a daily rhythm and single peaks.
    static func minutes(_ count: Int) -> Result {
        let times = buckets("minute", berlin, from: "2026-03-25T00:00:00Z", count: count)
        let noise = walk(count, from: 0, by: 3, seed: 11)
        let rows = times.enumerated().map { index, time -> [Value] in
            let hour = Double(index / 60 % 24)
            let rhythm = 400 - (hour - 13).magnitude * 25
            let peak = index % 1777 == 0 ? 500.0 : 0
            return [time, .integer(Int64(max(rhythm + noise[index] + peak + Double(index * 7919 % 40), 0)))]
        }
        return Result([.time("minute", zone: berlin), .count], rows)
    }
}
