/// A task's CPU and memory in a combination that Fargate offers ("Amazon ECS task definition parameters for
/// Fargate: task size").
public struct FargateSize: Sendable, Hashable {
    /// The CPU units; 1024 are one vCPU.
    public let cpu: Int
    /// The memory in MiB.
    public let memory: Int

    private static let table: [(cpu: Int, memory: [Int])] = [
        (256, [512, 1024, 2048]),
        (512, Array(stride(from: 1024, through: 4096, by: 1024))),
        (1024, Array(stride(from: 2048, through: 8192, by: 1024))),
        (2048, Array(stride(from: 4096, through: 16384, by: 1024))),
        (4096, Array(stride(from: 8192, through: 30720, by: 1024))),
        (8192, Array(stride(from: 16384, through: 61440, by: 4096))),
        (16384, Array(stride(from: 32768, through: 122_880, by: 8192))),
    ]

    /// The CPU values.
    public static let cpus = table.map(\.cpu)

    /// The memory sizes for a CPU value; empty for an unknown value.
    public static func memories(forCPU cpu: Int) -> [Int] {
        table.first { $0.cpu == cpu }?.memory ?? []
    }

    /// Creates a size; nil if Fargate does not offer it.
    public init?(cpu: Int, memory: Int) {
        guard FargateSize.memories(forCPU: cpu).contains(memory) else { return nil }
        self.cpu = cpu
        self.memory = memory
    }

    /// A quarter of a vCPU and 512 MiB, the smallest size.
    public static let smallest = FargateSize(validCPU: 256, memory: 512)

    /// Half a vCPU and 1 GiB.
    public static let small = FargateSize(validCPU: 512, memory: 1024)

    private init(validCPU cpu: Int, memory: Int) {
        self.cpu = cpu
        self.memory = memory
    }
}
