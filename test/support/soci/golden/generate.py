# Writes gzip layers of many kinds, and two of plain tar, into the folder it is run in. Their bytes are the same with
# every CPython whose zlib compresses as 1.2.13 does; golden.json has their digests, and those of the ztocs that AWS's
# soci-snapshotter v0.16.1 makes of them with the tool string "AWS SOCI CLI v0.2", in UTC. It has null for what that refuses.
import tarfile, io, os, zlib, gzip, struct, random, hashlib
random.seed(7)
def ti(name, size=0, type=tarfile.REGTYPE, **k):
    t = tarfile.TarInfo(name); t.size=size; t.type=type; t.mtime=1700000000; t.mode=0o644
    for a,b in k.items(): setattr(t,a,b)
    return t
def blob(n, kind):
    if kind=='rand': return random.randbytes(n)
    if kind=='text': 
        w=[random.randbytes(random.randint(2,9)).hex() for _ in range(500)]
        s=' '.join(random.choice(w) for _ in range(n//8+1)).encode(); return s[:n]
    if kind=='zero': return bytes(n)
    if kind=='mix': return b''.join(blob(random.randint(1,60000), random.choice(['rand','text','zero'])) for _ in range(n//30000+1))[:n]
def add(t, info, data=b''):
    info.size=len(data); t.addfile(info, io.BytesIO(data))
def mk(fmt, **kw):
    b=io.BytesIO(); t=tarfile.open(fileobj=b, mode='w', format=fmt, encoding='utf-8', errors='surrogateescape', **kw)
    add(t, ti('./', type=tarfile.DIRTYPE, mode=0o755))
    add(t, ti('etc/', type=tarfile.DIRTYPE, mode=0o755, uname='root', gname='root'))
    add(t, ti('etc/a.txt', uid=1000, gid=1000, uname='üser', gname='grp'), b'hello')
    add(t, ti('etc/empty'))
    add(t, ti('etc/link', type=tarfile.SYMTYPE, linkname='a.txt', mode=0o777))
    add(t, ti('etc/hard', type=tarfile.LNKTYPE, linkname='etc/a.txt'))
    add(t, ti('dev/null', type=tarfile.CHRTYPE, devmajor=1, devminor=3))
    add(t, ti('dev/sda', type=tarfile.BLKTYPE, devmajor=8, devminor=1))
    add(t, ti('run/fifo', type=tarfile.FIFOTYPE))
    add(t, ti('.wh.gone')); add(t, ti('opq/.wh..wh..opq'))
    add(t, ti('bin/su', mode=0o4755), blob(70000,'mix'))
    if fmt!=tarfile.USTAR_FORMAT:
        add(t, ti('long/'+'x'*120+'/'+'y'*150, ), blob(3000,'text'))
        add(t, ti('longlink', type=tarfile.SYMTYPE, linkname='z'*180))
        add(t, ti('biguid', uid=3000000, gid=2**31+5), b'1')
        add(t, ti('bytes\udcff\udcfename'), b'1')
        add(t, ti('unicodé-名前'), b'22')
        add(t, ti('neg', mtime=-5 if fmt==tarfile.GNU_FORMAT else -5.25), b'1')
        add(t, ti('far', mtime=253402300800+5), b'1')
        add(t, ti('sub', mtime=1700000000.123456 if fmt==tarfile.PAX_FORMAT else 1700000000), b'1')
    else:
        add(t, ti('p'*90+'/'+'q'*90), b'pp')
    if fmt==tarfile.PAX_FORMAT:
        x=ti('xattr'); x.pax_headers={'SCHILY.xattr.security.capability':'\x01\x00\x00\x02\x00\x20','SCHILY.xattr.user.b':'two','SCHILY.xattr.user.a':'one','VENDOR.z':'q','comment':'c'}
        add(t, x, b'cap')
        x=ti('nsec'); x.pax_headers={'mtime':'1700000000.100000000','atime':'1.5','ctime':'2'}; add(t,x,b'n')
        x=ti('nsec2'); x.pax_headers={'mtime':'1700000000.000000001'}; add(t,x,b'n')
    for i in range(300):
        add(t, ti('data/%d'%i), blob(random.randint(0,40000),'mix'))
    t.close(); return b.getvalue()
def deflate(d, level=6, strategy=0, flush_every=None, mode=zlib.Z_SYNC_FLUSH, mem=8):
    c=zlib.compressobj(level, zlib.DEFLATED, -15, mem, strategy); out=[]
    if flush_every:
        for i in range(0,len(d),flush_every): out.append(c.compress(d[i:i+flush_every])); out.append(c.flush(mode))
    else: out.append(c.compress(d))
    out.append(c.flush()); return b''.join(out)
def gz(d, raw=None, flags=0, extra=b'', xfl=0, **k):
    raw = deflate(d, **k) if raw is None else raw
    return b'\x1f\x8b\x08'+bytes([flags])+b'\0\0\0\0'+bytes([xfl,255])+extra+raw+struct.pack('<II', zlib.crc32(d), len(d)&0xffffffff)
T={'pax':mk(tarfile.PAX_FORMAT),'gnu':mk(tarfile.GNU_FORMAT),'ustar':mk(tarfile.USTAR_FORMAT)}
out={}
for n,d in T.items():
    out[n+'-l6']=gz(d); out[n+'-l1']=gz(d,level=1); out[n+'-l9']=gz(d,level=9)
d=T['pax']
out['l0']=gz(d,level=0)
out['fixed']=gz(d,strategy=zlib.Z_FIXED)
out['huff']=gz(d,strategy=zlib.Z_HUFFMAN_ONLY)
out['rle']=gz(d,strategy=zlib.Z_RLE)
out['mem1']=gz(d,mem=1)
out['pigz-sync']=gz(d,flush_every=131072)
out['full-flush']=gz(d,flush_every=5000,mode=zlib.Z_FULL_FLUSH)
out['partial-flush']=gz(d,flush_every=5000,mode=zlib.Z_PARTIAL_FLUSH)
out['block-flush']=gz(d,flush_every=7001,mode=zlib.Z_BLOCK)
# leading empty blocks (several boundaries at out=0)
emp=b'\x00\x00\x00\xff\xff'
out['lead-empty']=gz(d, raw=emp*3+deflate(d))
# leading empty fixed block via partial flush at start
c=zlib.compressobj(6,zlib.DEFLATED,-15); r=c.compress(b'')+c.flush(zlib.Z_PARTIAL_FLUSH)+c.flush(zlib.Z_SYNC_FLUSH)+c.compress(d)+c.flush(); out['lead-flush']=gz(d,raw=r)
out['fname']=gz(d,flags=8,extra=b'layer.tar\0'); out['fextra']=gz(d,flags=4|8|16,extra=struct.pack('<H',300)+b'e'*300+b'n\0'+b'comment\0')
h=b'\x1f\x8b\x08\x02\0\0\0\0\0\xff'; out['fhcrc']=h+struct.pack('<H',zlib.crc32(h)&0xffff)+deflate(d)+struct.pack('<II',zlib.crc32(d),len(d))
def multi(d,n): return b''.join(gz(d[i:i+n]) for i in range(0,len(d),n))
out['multi-100k']=multi(d,100000); out['multi-small']=multi(d,3000); out['multi-empty']=gz(b'')+multi(d,500000)+gz(b'')
out['trailing-zeros']=gz(d)+bytes(512)
out['trailing-garbage']=gz(d)+b'garbage!'
lastd=blob(3333,'text'); body=d.rstrip(b'\0'); body=T['gnu'][:0]
b=io.BytesIO(); t=tarfile.open(fileobj=b,mode='w',format=tarfile.PAX_FORMAT)
for i in range(40): add(t,ti('f/%d'%i),blob(20000,'text')+b'e')
t.close(); body=b.getvalue(); end=body.rfind(b'e\0'); body=body[:end+1]; short=body; body=body+bytes((-len(body))%512)
out['no-eof']=gz(body); out['one-zero']=gz(body+bytes(512)); out['after-eof']=gz(body+bytes(1024)+b'junk'*500)
out['no-pad']=gz(short); out['half-header']=gz(body+b'\0'*100); out['cut-data']=gz(short[:-700]); out['empty-tar']=gz(bytes(1024)); out['empty-file']=gz(b'')
# pax global header
b=io.BytesIO(); t=tarfile.open(fileobj=b,mode='w',format=tarfile.PAX_FORMAT,pax_headers={'comment':'git'}); add(t,ti('x'),b'1'*5000); t.close(); out['pax-global']=gz(b.getvalue())
# contiguous type, v7 dir with slash
b=io.BytesIO(); t=tarfile.open(fileobj=b,mode='w',format=tarfile.USTAR_FORMAT); add(t,ti('olddir/',type=tarfile.AREGTYPE)); add(t,ti('oldfile',type=tarfile.AREGTYPE),b'o'); t.close(); out['areg']=gz(b.getvalue())
b=io.BytesIO(); t=tarfile.open(fileobj=b,mode='w',format=tarfile.USTAR_FORMAT); add(t,ti('cont',type=tarfile.CONTTYPE),b'o'); t.close(); out['cont']=gz(b.getvalue())
# hardlink with nonzero size field
x=ti('hl',type=tarfile.LNKTYPE,linkname='bin/su'); x.size=77; hb=x.tobuf(tarfile.USTAR_FORMAT); out['hardlink-size']=gz(hb+ti('next').tobuf(tarfile.USTAR_FORMAT)+bytes(1024))
out['truncated']=out['pax-l6'][:-3000]
g=bytearray(out['pax-l6']); g[-6]^=1; out['bad-crc']=bytes(g)
g=bytearray(out['pax-l6']); g[len(g)//2]^=0x10; out['corrupt']=bytes(g)
for n,b in out.items(): open(n+'.gz','wb').write(b)
open('pax.tar','wb').write(T['pax']); open('after.tar','wb').write(body+bytes(1024)+b'junk'*500)
print(len(out), 'cases', len(d))
