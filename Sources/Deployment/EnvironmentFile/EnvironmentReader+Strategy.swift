import Infra

extension EnvironmentReader {
    static let scalingKeys: [EnvironmentKey] = [
        EnvironmentKey("minimum", "The least number of tasks.", example: "2"),
        EnvironmentKey("maximum", "The greatest number of tasks.", example: "6"),
        EnvironmentKey("cpu", "The average use of the reserved CPU to keep, in percent.", example: "60"),
        EnvironmentKey("memory", "The average use of the reserved memory to keep, in percent.", example: "70"),
        EnvironmentKey("requests", "The number of requests a minute and task to keep.", example: "1000"),
    ]
    static let strategyKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "type",
            "The way traffic moves to the new version: task by task, at once after a test, in two steps, or in equal steps.",
            example: "canary"),
        EnvironmentKey("percent", "The share of traffic in a step of canary or linear.", example: "10"),
        EnvironmentKey("stepMinutes", "The time between two steps.", example: "10"),
        EnvironmentKey(
            "bakeMinutes", "The time after the last step during which an alarm still rolls back.", example: "10"),
        EnvironmentKey(
            "testPort", "The port on which the new version can be tested before it gets traffic.", example: "8443"),
        EnvironmentKey(
            "pause", "The stages at which the deployment waits for an operator.", example: "[post-test-traffic-shift]"),
        EnvironmentKey("pauseMinutes", "The longest pause.", example: "60"),
        EnvironmentKey("pauseAction", "The action at the end of the longest pause.", example: "rollback"),
    ]

    /// Reads `service.count` and `service.scaling`: a number of tasks, or two between which it moves.
    func scaling(_ block: SettingsReader, of service: inout ContainerService) {
        if block.set("count", \.count, of: &service) { service.scaling = nil }
        guard block.has("scaling") else { return }
        if block.has("count") {
            block.refuse(
                "count", expected: "no count beside scaling, which decides the number of tasks; remove one of them")
        }
        let keys = block.block("scaling", keys: EnvironmentReader.scalingKeys)
        var scaling = service.scaling ?? ServiceScaling(service.count, to: service.count * 3)
        if keys.set("minimum", \.minimum, of: &scaling) {
            scaling.maximum = max(scaling.maximum, scaling.minimum)
        }
        keys.set("maximum", \.maximum, of: &scaling)
        keys.set("memory", \.memory, of: &scaling, off: true)
        keys.set("requests", \.requests, of: &scaling, off: true)
        keys.set("cpu", \.cpu, of: &scaling, off: true)
        if scaling.cpu == nil { keys.check("cpu", "cpu", of: scaling) }
        service.scaling = scaling
    }

    private static let strategies: [(String, DeploymentStrategy.Shift)] = [
        ("rolling", .rolling), ("blue-green", .blueGreen), ("canary", .canary(percent: 10, for: .minutes(10))),
        ("linear", .linear(percent: 20, every: .minutes(5))),
    ]
    private static let strategyWords = [
        "bluegreen": "blue-green", "blue/green": "blue-green", "blue_green": "blue-green",
    ]

    /// Reads `service.strategy`: the type as a word, or a block with the type and its details.
    func strategy(_ block: SettingsReader, _ fallback: DeploymentStrategy) -> DeploymentStrategy {
        guard block.has("strategy") else { return fallback }
        var strategy = fallback
        if block.scalar("strategy") != nil {
            let shift = block.choice(
                "strategy", EnvironmentReader.strategies, synonyms: EnvironmentReader.strategyWords)
            if let shift { strategy.shift = shift }
            return strategy
        }
        let keys = block.block("strategy", keys: EnvironmentReader.strategyKeys)
        let shift = keys.choice(
            "type", EnvironmentReader.strategies, synonyms: EnvironmentReader.strategyWords)
        if let shift { strategy.shift = shift }
        steps(keys, &strategy)
        keys.set("bakeMinutes", \.bakeTime, of: &strategy, "bakeTime", in: Period.minutes)
        keys.set("testPort", \.testPort, of: &strategy)
        pause(keys, &strategy)
        return strategy
    }

    /// Reads the percentage and the time of a canary or linear strategy.
    private func steps(_ keys: SettingsReader, _ strategy: inout DeploymentStrategy) {
        let percent = keys.optional("percent", expected: "a percentage such as 10") { Double($0) }
        let time = keys.optional("stepMinutes", expected: "whole minutes from 0 to 1440") { text in
            Int(text: text).map { Period.minutes($0) }
        }
        switch strategy.shift {
        case .canary(let oldPercent, let oldTime):
            strategy.shift = .canary(percent: percent ?? oldPercent, for: time ?? oldTime)
        case .linear(let oldPercent, let oldTime):
            strategy.shift = .linear(percent: percent ?? oldPercent, every: time ?? oldTime)
        case .rolling, .blueGreen:
            for key in ["percent", "stepMinutes"] where keys.has(key) {
                keys.refuse(key, expected: "no \(key): only canary and linear move traffic in steps")
            }
        }
        if keys.has("percent") { keys.check("percent", "percent", of: strategy) }
        if keys.has("stepMinutes") { keys.check("stepMinutes", "stepTime", of: strategy) }
    }

    private func pause(_ keys: SettingsReader, _ strategy: inout DeploymentStrategy) {
        guard keys.has("pause") else {
            for key in ["pauseMinutes", "pauseAction"] where keys.has(key) {
                keys.refuse(key, expected: "a key pause beside it, with the stages to stop at")
            }
            return
        }
        let stages = keys.list(
            "pause", expected: "stages: \(DeploymentPause.Stage.form)", DeploymentPause.Stage.init(text:))
        guard let stages else { return }
        var pause = DeploymentPause(at: stages)
        keys.set("pauseMinutes", \.timeout, of: &pause, "timeout", in: Period.minutes)
        keys.set("pauseAction", \.timeoutAction, of: &pause)
        strategy.pause = pause
        keys.check("pause", "pause", of: strategy)
    }
}

extension SettingsReader {
    /// Sets a length of time from a whole number of a unit, under the property's own rule.
    func set<Root: CheckedProperties>(
        _ key: String, _ path: WritableKeyPath<Root, Period>, of construct: inout Root, _ property: String? = nil,
        in unit: (Int) -> Period
    ) {
        note(key, period: construct[keyPath: path], in: unit)
        if let period = period(key, property, construct, unit, { $0[keyPath: path] = $1 }) {
            construct[keyPath: path] = period
        }
    }

    /// Sets an optional length of time from a whole number of a unit.
    func set<Root: CheckedProperties>(
        _ key: String, _ path: WritableKeyPath<Root, Period?>, of construct: inout Root, _ property: String? = nil,
        in unit: (Int) -> Period
    ) {
        if let period = period(key, property, construct, unit, { $0[keyPath: path] = $1 }) {
            construct[keyPath: path] = period
        }
    }

    private func period<Root: CheckedProperties>(
        _ key: String, _ property: String?, _ construct: Root, _ unit: (Int) -> Period,
        _ change: (inout Root, Period) -> Void
    ) -> Period? {
        let rule = Root.rules.first { $0.property == property ?? key }
        note(key, expected: rule?.expectation(in: construct) ?? Int.form)
        guard has(key) else { return nil }
        guard let number = scalar(key).flatMap(Int.init(text:)) else {
            refuse(key, expected: rule?.expectation(in: construct) ?? Int.form)
            return nil
        }
        var changed = construct
        change(&changed, unit(number))
        if let fault = rule?.fault(in: changed) {
            refuse(key, expected: fault.expected)
            return nil
        }
        return unit(number)
    }

    /// Records the value that a property has without its key, in the key's unit.
    private func note(_ key: String, period: Period, in unit: (Int) -> Period) {
        note(key, value: period.seconds / max(1, unit(1).seconds))
    }
}
