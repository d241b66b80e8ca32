import { demangled } from '@main/inspect/elf/demangle/demangled.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('names of C++', () => {
  it.each([
    ['_Z3foov', 'foo()'],
    ['_ZN3foo3barEi', 'foo::bar(int)'],
    ['_ZNK3foo3barEv', 'foo::bar() const'],
    ['_ZN3fooC1ERKS_', 'foo::foo(foo const&)'],
    ['_ZN3fooD0Ev', 'foo::~foo()'],
    ['_Znwm', 'operator new(unsigned long)'],
    [
      '_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc',
      'std::basic_ostream<char, std::char_traits<char> >& std::operator<< <std::char_traits<char> >(std::basic_ostream<char, std::char_traits<char> >&, char const*)',
    ],
    ['_Z4callPFviE', 'call(void (*)(int))'],
    ['_Z5arrayRA5_Kc', 'array(char const (&) [5])'],
    ['_Z6memberM3fooKFivE', 'member(int (foo::*)() const)'],
    ['_ZTV3foo', 'vtable for foo'],
    ['_ZZ4mainE5count', 'main::count'],
    ['_ZZ4mainENKUlvE_clEv', 'main::{lambda()#1}::operator()() const'],
    ['_ZN12_GLOBAL__N_14workEv', '(anonymous namespace)::work()'],
    ['_ZNSt6vectorIiSaIiEE9push_backEOi', 'std::vector<int, std::allocator<int> >::push_back(int&&)'],
    ['_Z1fIJidEEvDpT_', 'void f<int, double>(int, double)'],
    ['_Z1fILi5EEvv', 'void f<5>()'],
    ['_Z3foov.cold', 'foo() [clone .cold]'],
  ])('%s', (name, expected) => {
    expect(demangled(name)).toBe(expected);
  });

  it('that do not follow the grammar stay as they are', () => {
    for (const name of ['malloc', '_Z', '_ZN', '_Z3fo', '_ZS_', '_ZT_', '_Z3fooT_', '_ZN3fooE3']) {
      expect(demangled(name)).toBe(name);
    }
  });

  it('of hostile depth or size end soon', () => {
    for (const name of [`_Z1f${'P'.repeat(10_000)}i`, `_Z1f${'S_'.repeat(5000)}`, `_Z${'N'.repeat(5000)}`]) {
      expect(demangled(name)).toBe(name);
    }
    const doubling = `_Z1fI${Array.from({ length: 40 }, (_, index) => `3fooIS${index === 0 ? '' : (index - 1).toString(36).toUpperCase()}_S${index === 0 ? '' : (index - 1).toString(36).toUpperCase()}_E`).join('')}Evv`;
    expect(demangled(doubling).length).toBeLessThan(200_000);
  });

  it('made of any letters never throw', () => {
    const letter = fc.constantFrom(...'NZSTIEKPRODFAMLJXCDtsaiocvjlm0123456789_'.split(''));
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 60 }), (letters) => {
        expect(typeof demangled(`_Z${letters.join('')}`)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('names of Rust in the older scheme', () => {
  it.each([
    ['_ZN4core3fmt9Formatter3pad17h0123456789abcdefE', 'core::fmt::Formatter::pad'],
    [
      '_ZN51_$LT$alloc..string..String$u20$as$u20$core..Any$GT$3get17h0123456789abcdefE',
      '<alloc::string::String as core::Any>::get',
    ],
  ])('%s', (name, expected) => {
    expect(demangled(name)).toBe(expected);
  });
});

describe('names of Rust in the scheme of RFC 2603', () => {
  it.each([
    ['_RNvCs1234_7mycrate3foo', 'mycrate::foo'],
    ['_RNvC6_123foo3bar', '123foo::bar'],
    ['_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y', 'utf8_idents::საჭმელად_გემრიელი_სადილი'],
    ['_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_', 'cc::spawn::{closure#0}::{closure#0}'],
    [
      '_RNCINkXs25_NgCsbmNqQUJIY6D_4core5sliceINyB9_4IterhENuNgNoBb_4iter8iterator8Iterator9rpositionNCNgNpB9_6memchr7memrchrs_0E0Bb_',
      '<core::slice::Iter<u8> as core::iter::iterator::Iterator>::rposition::<core::slice::memchr::memrchr::{closure#1}>::{closure#0}',
    ],
    [
      '_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std',
      'alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>',
    ],
    ['_RMC0INtC8arrayvec8ArrayVechKj7b_E', '<arrayvec::ArrayVec<u8, 123>>'],
    ['_RMCs4fqI2P2rA04_13const_genericINtB0_8UnsignedKhb_E', '<const_generic::Unsigned<11>>'],
    ['_RMCs4fqI2P2rA04_13const_genericINtB0_6SignedKan98_E', '<const_generic::Signed<-152>>'],
    ['_RMCs4fqI2P2rA04_13const_genericINtB0_4BoolKb1_E', '<const_generic::Bool<true>>'],
    ['_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKc76_E', "<const_generic::Char<'v'>>"],
    ['_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKca_E', "<const_generic::Char<'\\n'>>"],
    ['_RNvMCs4fqI2P2rA04_13const_genericINtB2_3FooKpE3foo', '<const_generic::Foo<_>>::foo'],
    ['_RNvC7mycrate3foo.llvm.9D1C9369', 'mycrate::foo'],
    ['_RNvC7mycrate3foo.llvm.9D1C9369@@16', 'mycrate::foo'],
    ['_RIC3fooFG_RL0_hEuE', "foo::<for<'a> fn(&'a u8)>"],
    ['_RIC3fooFUKCjEOhE', 'foo::<unsafe extern "C" fn(usize) -> *mut u8>'],
    ['_RIC3fooTjEAhj4_E', 'foo::<(usize,), [u8; 4]>'],
  ])('%s', (name, expected) => {
    expect(demangled(name)).toBe(expected);
  });

  it('that do not follow the grammar stay as they are', () => {
    for (const name of [
      '_R',
      '_RN',
      '_RNvC3fo',
      '_RB_',
      '_RMB_B_',
      '_RIC3fooL1_E',
      '_RNvC7mycrate3foox',
      '_RC9999999a',
    ]) {
      expect(demangled(name)).toBe(name);
    }
  });

  it('of hostile depth or size end soon', () => {
    const doubling = `_RMC0${'TB_B_'.repeat(2)}${'T'.repeat(3000)}`;
    for (const name of [`_RMC0${'R'.repeat(10_000)}u`, doubling, `_RMC0FGzzzzzz_EuE`]) {
      expect(demangled(name)).toBe(name);
    }
  });

  it('made of any letters never throw', () => {
    const letter = fc.constantFrom(...'CNMXYIBEsuvKLGRQPOATFDSUpnhj_0123456789ab'.split(''));
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 60 }), (letters) => {
        expect(typeof demangled(`_R${letters.join('')}`)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
