extension FakeServiceSettings {
    /// Takes over the members of a CreateService or UpdateService request.
    mutating func update(from input: FakeValue) {
        if let balancers = input["loadBalancers"] {
            loadBalancers = balancers.elements.map { balancer in
                let advanced = balancer["advancedConfiguration"]
                return LoadBalancer(
                    group: balancer["targetGroupArn"]?.text ?? "", container: balancer["containerName"]?.text ?? "",
                    port: balancer["containerPort"]?.integer ?? 0,
                    alternateGroup: advanced?["alternateTargetGroupArn"]?.text,
                    productionRule: advanced?["productionListenerRule"]?.text,
                    testRule: advanced?["testListenerRule"]?.text, role: advanced?["roleArn"]?.text)
            }
        }
        if let network = input["networkConfiguration"]?["awsvpcConfiguration"] {
            subnets = network["subnets"]?.texts ?? []
            securityGroups = network["securityGroups"]?.texts ?? []
            assignsPublicAddresses = network["assignPublicIp"]?.text == "ENABLED"
        }
        if let type = input["launchType"]?.text { launchType = type }
        if let version = input["platformVersion"]?.text, version != "LATEST" { platformVersion = version }
        if let providers = input["capacityProviderStrategy"] { capacityProviders = providers }
    }
}

extension FakeDeploymentSettings {
    /// Takes over the members of a `deploymentConfiguration`; those that are missing keep their values.
    mutating func update(from input: FakeValue?) {
        guard let input else { return }
        if let name = input["strategy"]?.text { strategy = Strategy(rawValue: name) ?? strategy }
        if let percent = input["minimumHealthyPercent"]?.integer { minimumHealthy = percent }
        if let percent = input["maximumPercent"]?.integer { maximum = percent }
        if let breaker = input["deploymentCircuitBreaker"] {
            breaks = breaker["enable"]?.boolean ?? false
            breakerRollsBack = breaker["rollback"]?.boolean ?? false
            resetsOnHealthyTask = breaker["resetOnHealthyTask"]?.boolean ?? true
            thresholdType = breaker["thresholdConfiguration"]?["type"]?.text ?? "BOUNDED_PERCENT"
            thresholdValue = breaker["thresholdConfiguration"]?["value"]?.integer ?? 50
        }
        if let alarms = input["alarms"] {
            self.alarms = alarms["alarmNames"]?.texts ?? []
            watchesAlarms = alarms["enable"]?.boolean ?? false
            alarmsRollBack = alarms["rollback"]?.boolean ?? false
        }
        if let minutes = input["bakeTimeInMinutes"]?.integer { bakeMinutes = minutes }
        if let linear = input["linearConfiguration"] {
            stepPercent = linear["stepPercent"]?.text.flatMap { Double($0) } ?? 10
            stepBakeMinutes = linear["stepBakeTimeInMinutes"]?.integer ?? 6
        }
        if let canary = input["canaryConfiguration"] {
            canaryPercent = canary["canaryPercent"]?.text.flatMap { Double($0) } ?? 5
            canaryBakeMinutes = canary["canaryBakeTimeInMinutes"]?.integer ?? 10
        }
        if let hooks = input["lifecycleHooks"] {
            self.hooks = hooks.elements.map { hook in
                Hook(
                    type: hook["targetType"]?.text ?? (hook["hookTargetArn"] == nil ? "PAUSE" : "AWS_LAMBDA"),
                    target: hook["hookTargetArn"]?.text, stages: hook["lifecycleStages"]?.texts ?? [],
                    timeoutMinutes: hook["timeoutConfiguration"]?["timeoutInMinutes"]?.integer ?? 1440,
                    timeoutAction: hook["timeoutConfiguration"]?["action"]?.text ?? "ROLLBACK")
            }
        }
        if let early = input["earlySuccessCriteria"] {
            let isEnabled = early["enable"]?.boolean ?? false
            earlySuccessPercent = isEnabled ? early["healthyPercent"]?.integer ?? 100 : nil
            defersCleanUp = isEnabled && early["sourceServiceRevisionCleanup"]?.text == "DEFERRED"
        }
    }
}
