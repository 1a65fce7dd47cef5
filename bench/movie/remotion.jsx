// The movie of video_create.py with Remotion.
import React from 'react';
import {AbsoluteFill, Audio, Composition, Easing, Img, Sequence, interpolate, registerRoot, staticFile, useCurrentFrame, useVideoConfig} from 'remotion';

const SHOWN = 144, STEP = 118.75;
const clamp = {extrapolateLeft: 'clamp', extrapolateRight: 'clamp'};

const Photo = ({number}) => {
  const frame = useCurrentFrame();
  const {width} = useVideoConfig();
  const zooms = number % 2 === 1;
  const scale = zooms ? 1 + (0.25 * frame) / SHOWN : 1.25;
  const x = zooms ? 0 : interpolate(frame, [0, SHOWN], [0.125 * width, -0.125 * width]);
  const opacity = number === 1 ? 1 : interpolate(frame, [0, 25], [0, 1], clamp);
  const style = {width: '100%', height: '100%', objectFit: 'cover', transform: `translateX(${x}px) scale(${scale})`};
  return <AbsoluteFill style={{opacity, overflow: 'hidden'}}><Img src={staticFile(`photo${number}.jpg`)} style={style} /></AbsoluteFill>;
};

const Title = () => {
  const frame = useCurrentFrame();
  const {width, height} = useVideoConfig();
  const x = interpolate(frame, [0, 25], [-width, 0], {...clamp, easing: Easing.out(Easing.quad)});
  const shift = height / 240;
  return <div style={{position: 'absolute', top: height * 0.7, width: '100%', textAlign: 'center', color: 'white', font: `bold ${height / 9}px DejaVu Sans, sans-serif`,
    textShadow: `${shift}px ${shift}px ${2 * shift}px rgba(0,0,0,0.6)`, transform: `translateX(${x}px)`}}>Summer Holiday 2024</div>;
};

const Movie = () => <AbsoluteFill>
  {[1, 2, 3, 4].map((number) => <Sequence key={number} from={Math.round((number - 1) * STEP)} durationInFrames={SHOWN}><Photo number={number} /></Sequence>)}
  <Sequence from={25} durationInFrames={100}><Title /></Sequence>
  <Audio src={staticFile('music.wav')} volume={(frame) => interpolate(frame, [450, 500], [1, 0], clamp)} />
</AbsoluteFill>;

registerRoot(() => <>{[[640, 360], [1280, 720]].map(([width, height]) =>
  <Composition key={height} id={`movie${height}`} component={Movie} durationInFrames={500} fps={25} width={width} height={height} />)}</>);
