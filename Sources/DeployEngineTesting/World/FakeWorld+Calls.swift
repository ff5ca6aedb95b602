extension FakeWorld {
    /// Adds the services of the account.
    func installStandardServices() {
        let formation = FakeCloudFormation()
        formation.handlers = [
            "AWS::SSM::Parameter": ParameterHandler(), "AWS::S3::Bucket": BucketHandler(),
            "AWS::SecretsManager::Secret": SecretHandler(), "AWS::IAM::Role": RoleHandler(),
            "AWS::CloudFormation::WaitCondition": WaitConditionHandler(),
            "AWS::CloudFormation::WaitConditionHandle": WaitConditionHandleHandler(),
        ]
        install(formation)
        install(FakeObjectStore())
        install(FakeParameterStore())
        install(FakeSecretsManager())
        install(FakeTokenService())
        install(FakeAccessManagement())
        install(FakeTrail())
        let host = installWorkloads()
        formation.handlers.merge(host.handlers) { known, _ in known }
    }

    /// Passes a request to its service.
    func handle(_ request: FakeRequest) -> Result<FakeResponse, FakeError> {
        if let key = request.accessKeyID, let tokens = self.service(FakeTokenService.self),
            tokens.isExpired(key, in: self)
        {
            return .failure(.expired(request))
        }
        guard let service = service(named: request.service) else {
            return .failure(.unknownOperation(request))
        }
        do throws(FakeError) {
            return .success(try service.handle(request, in: self))
        } catch {
            return .failure(error)
        }
    }

    /// Records a call, and its management event in CloudTrail.
    func record(_ request: FakeRequest, error: String?) {
        calls.append(FakeCall(request: request, time: now, errorCode: error))
        guard request.wire != .rest, request.service != "cloudtrail" else { return }
        let names = [
            "StackName", "ChangeSetName", "Name", "SecretId", "RoleName", "RoleArn", "service", "taskDefinition",
        ]
        trail.append(
            FakeTrailEvent(
                id: uuid(), time: now, source: "\(request.service).amazonaws.com", name: request.operation,
                caller: service(FakeTokenService.self)?.arn(of: request.accessKeyID, in: self) ?? "", errorCode: error,
                resources: names.compactMap { request.text($0) }))
    }
}

extension FakeError {
    /// The error of credentials that have expired, in the terms of the protocol.
    static func expired(_ request: FakeRequest) -> FakeError {
        switch request.wire {
        case .json: FakeError("ExpiredTokenException", "The security token included in the request is expired")
        case .ec2: FakeError("RequestExpired", "Request has expired.")
        case .rest: FakeError("ExpiredToken", "The provided token has expired.")
        case .query: FakeError("ExpiredToken", "The security token included in the request is expired", status: 403)
        }
    }
}
