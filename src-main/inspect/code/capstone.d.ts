/** What of Capstone.js is used here; the package has no types of its own. */
declare module '@alexaltea/capstone-js' {
  export interface CapstoneInstruction {
    readonly address: bigint;
    readonly size: number;
    readonly mnemonic: string;
    readonly op_str: string;
  }
  export interface CapstoneDecoder {
    option(option: number, value: number): void;
    disasm(code: Uint8Array, offset: bigint): readonly CapstoneInstruction[];
    close(): void;
  }
  export interface CapstoneModule {
    readonly ARCH_X86: number;
    readonly ARCH_ARM64: number;
    readonly MODE_ARM: number;
    readonly MODE_32: number;
    readonly MODE_64: number;
    readonly OPT_SKIPDATA: number;
    readonly OPT_ON: number;
    readonly Capstone: new (architecture: number, mode: number) => CapstoneDecoder;
  }
  const start: (options: { readonly wasmBinary: Uint8Array }) => Promise<CapstoneModule>;
  export default start;
}
